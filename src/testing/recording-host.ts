import type { DropReason } from '../delivery/accounting'
import type { OutboxHost } from '../delivery/outbox'
import type { DashbotError } from '../errors'

/** Records what an outbox reports to its client. */
export class RecordingHost implements OutboxHost {
  readonly errors: DashbotError[] = []
  readonly drops: [DropReason, number][] = []
  restored = 0
  ready = 0
  #wake: (() => void) | undefined

  onError = (error: DashbotError): void => {
    this.errors.push(error)
  }

  onDrop = (reason: DropReason, count: number): void => {
    this.drops.push([reason, count])
  }

  onRestored = (count: number): void => {
    this.restored += count
  }

  onReady = (): void => {
    this.ready++
    this.#wake?.()
  }

  /** Resolves at the next `onReady`. */
  async woken(): Promise<void> {
    const holdsTheLoop = setTimeout(() => {}, 10_000)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    clearTimeout(holdsTheLoop)
  }
}
