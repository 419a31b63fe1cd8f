import type { Inbox, InboxEvent, InboxHost, InboxTurn } from '../../../src/twitter'
import { until } from '../../support/until'

export function inboxEvent(key: string, lane = 'lane', more: Partial<InboxEvent> = {}): InboxEvent {
  return { key, lane, receivedAt: Date.now(), version: 1, event: {}, ...more }
}

/** Records what an inbox reports. */
export class RecordingInboxHost implements InboxHost {
  readonly errors: unknown[] = []
  onReady = (): void => {}
  onReleased = (): void => {}
  onError = (error: unknown): void => {
    this.errors.push(error)
  }
}

export function opened<T extends Inbox>(
  inbox: T,
  host = new RecordingInboxHost(),
  maxPendingEvents = 1_000,
): T {
  inbox.open(host, { maxPendingEvents, turnTimeoutMs: 10_000 })
  return inbox
}

/** The next turn, as soon as there is one. */
export async function nextTurn(inbox: Inbox): Promise<InboxTurn> {
  let turn: InboxTurn | undefined
  await until('there is a next turn', () => {
    turn = inbox.next()
    return turn !== undefined
  })
  if (turn === undefined) throw new Error('There is no next turn.')
  return turn
}
