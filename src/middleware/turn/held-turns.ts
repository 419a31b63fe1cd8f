import { SlotList } from '../../internal/slot-list'
import type { TurnRecord } from './turn-record'

/** The turns that something holds. They are looked through only for a lane that holds several. */
export class HeldTurns implements Iterable<TurnRecord> {
  readonly #turns = new SlotList<TurnRecord>()
  /** How many are held in each lane. Numbers, since what is in a Map outlives many collections: see `SlotList`. */
  readonly #perLane = new Map<string, number>()

  get size(): number {
    return this.#turns.size
  }

  add(turn: TurnRecord): void {
    turn.slot = this.#turns.add(turn)
    turn.heldLane = turn.identity.conversation
    this.#count(turn.heldLane, 1)
  }

  /** @returns false where the turn is not held */
  remove(turn: TurnRecord): boolean {
    if (turn.slot === undefined) return false
    this.#turns.remove(turn.slot)
    turn.slot = undefined
    this.#count(turn.heldLane, -1)
    return true
  }

  /**
   * The last of those that began before the turn in its lane, and of which something is still to be reported. Turns
   * without a lane have nothing to do with each other.
   */
  before({ identity: { conversation }, number }: TurnRecord): TurnRecord | undefined {
    if (conversation === undefined || !this.#perLane.has(conversation)) return undefined
    let last: TurnRecord | undefined
    for (const held of this.#turns) {
      if (held.number >= number || held.number < (last?.number ?? 0)) continue
      if (held.occurrences.length > 0 && held.heldLane === conversation) last = held
    }
    return last
  }

  [Symbol.iterator](): Iterator<TurnRecord> {
    return this.#turns[Symbol.iterator]()
  }

  #count(lane: string | undefined, change: 1 | -1): void {
    if (lane === undefined) return
    const count = (this.#perLane.get(lane) ?? 0) + change
    if (count === 0) this.#perLane.delete(lane)
    else this.#perLane.set(lane, count)
  }
}
