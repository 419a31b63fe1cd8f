import assert from 'node:assert/strict'
import { setImmediate as nextTick } from 'node:timers/promises'
import type { Inbox, InboxEvent, InboxHost, InboxTurn } from '../../twitter/inbox/inbox'

export interface InboxSubject {
  readonly inbox: Inbox
  readonly host: RecordingInboxHost
  /** Closes the inbox and opens the next one on what it kept. */
  reopen(): Promise<{ readonly inbox: Inbox; readonly host: RecordingInboxHost }>
}

export type InboxCheck = (subject: InboxSubject) => void | Promise<void>

/** An inbox that is full with so many events. */
export const MAX_PENDING = 100

export class RecordingInboxHost implements InboxHost {
  readonly errors: unknown[] = []
  #wake: (() => void) | undefined

  onReady = (): void => {
    this.#wake?.()
  }

  onReleased = (): void => {}

  onError = (error: unknown): void => {
    this.errors.push(error)
  }

  /** Calls `find` now and whenever the inbox is ready, until it finds something. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
      const found = find()
      if (found !== undefined) return found
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
        new Promise<void>((resolve) => setTimeout(resolve, 100)),
      ])
    }
    return assert.fail('the inbox gives no next turn within 10 s')
  }
}

/** `receivedAt` is that of now, so that no inbox forgets the event while the check runs. */
export function example(
  key: string,
  lane: string,
  event: InboxEvent['event'] = {},
  receivedAt = Date.now(),
): InboxEvent {
  return { key, lane, receivedAt, version: 1, event }
}

export async function addAll(inbox: Inbox, events: readonly InboxEvent[]): Promise<void> {
  const added = await inbox.add(events)
  assert.notEqual(added, 'full')
  if (added !== 'full') assert.deepEqual(added.known, [])
  await nextTick()
}

export function take(inbox: Inbox, host: RecordingInboxHost): Promise<InboxTurn> {
  return host.until(() => inbox.next())
}
