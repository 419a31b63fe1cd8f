import assert from 'node:assert/strict'
import type { DropReason } from '../delivery/accounting'
import type { OutboxHost } from '../delivery/outbox'
import type { DashbotError } from '../errors'
import { withinTime } from '../internal/within-time'

const WAKE_TIMEOUT_MS = 1_500

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

  /** Resolves at the next `onReady`, and rejects where that does not come: test runners give a test 2 s. */
  async woken(): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    await withinTime(ready, { timeoutMs: WAKE_TIMEOUT_MS }).catch(() =>
      assert.fail(`the outbox has nothing to give, and calls no onReady within ${WAKE_TIMEOUT_MS} ms`),
    )
  }
}
