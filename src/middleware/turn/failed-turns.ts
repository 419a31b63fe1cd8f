import type { ActivityLike } from '../../mapping/activity-like'
import type { TurnRecord } from './turn-record'

const MAX_REMEMBERED = 1_024

/**
 * The turns that failed last, by their activity: where a durable inbox runs one again, or a channel delivers the activity
 * again, it is the same message.
 */
export class FailedTurns {
  readonly #turns = new Map<string, TurnRecord>()

  remember(turn: TurnRecord): void {
    const { conversationId, activityId, text } = turn
    const key = keyOf(conversationId, activityId, text)
    if (key === undefined) return
    this.#turns.delete(key)
    this.#turns.set(key, turn)
    const [oldest] = this.#turns.keys()
    if (this.#turns.size > MAX_REMEMBERED && oldest !== undefined) this.#turns.delete(oldest)
  }

  /** The record of the activity's turn that failed; it is forgotten here. */
  take({ id, text }: ActivityLike, conversationId: string | undefined): TurnRecord | undefined {
    if (this.#turns.size === 0) return undefined
    const key = keyOf(conversationId, id, text)
    if (key === undefined) return undefined
    const turn = this.#turns.get(key)
    this.#turns.delete(key)
    return turn
  }
}

/** undefined for an activity without an id, which may be any. The text: some adapters give all messages one id. */
function keyOf(conversationId: string | undefined, id: unknown, text: unknown): string | undefined {
  if (typeof id !== 'string' || id === '') return undefined
  return JSON.stringify([conversationId, id, typeof text === 'string' ? text : ''])
}
