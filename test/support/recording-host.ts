import type { DropReason } from '../../src/delivery/accounting'
import type { OutboxHost } from '../../src/delivery/outbox'
import type { DashbotError } from '../../src/errors'

/** Records what an outbox tells its client. */
export class RecordingHost implements OutboxHost {
  readonly errors: DashbotError[] = []
  readonly drops: [DropReason, number][] = []
  restored = 0
  ready = 0

  onError(error: DashbotError): void {
    this.errors.push(error)
  }

  onDrop(reason: DropReason, count: number): void {
    this.drops.push([reason, count])
  }

  onRestored(count: number): void {
    this.restored += count
  }

  onReady(): void {
    this.ready++
  }
}
