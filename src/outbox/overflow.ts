import type { Envelope } from '../wire/envelope'
import { rowBytes } from './schema'

/** Envelopes that the disk did not take, by conversation. What it holds of a lane is newer than the lane's stored part. */
export class Overflow {
  readonly #lanes = new Map<string, Envelope[]>()
  readonly #maxBytes: number
  #bytes = 0
  #size = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get size(): number {
    return this.#size
  }

  get conversations(): Iterable<string> {
    return this.#lanes.keys()
  }

  has(conversation: string): boolean {
    return this.#lanes.has(conversation)
  }

  head(conversation: string): Envelope | undefined {
    return this.#lanes.get(conversation)?.[0]
  }

  /** false: its bound is reached. */
  add(envelope: Envelope): boolean {
    const bytes = rowBytes(envelope.json)
    if (this.#bytes + bytes > this.#maxBytes) return false
    const lane = this.#lanes.get(envelope.conversation)
    if (lane === undefined) this.#lanes.set(envelope.conversation, [envelope])
    else lane.push(envelope)
    this.#bytes += bytes
    this.#size++
    return true
  }

  /** Takes the lane's head away. */
  shift(conversation: string): void {
    const lane = this.#lanes.get(conversation)
    const envelope = lane?.shift()
    if (lane === undefined || envelope === undefined) return
    if (lane.length === 0) this.#lanes.delete(conversation)
    this.#bytes -= rowBytes(envelope.json)
    this.#size--
  }

  /** Hands over each lane in order, as far as it is taken. Empties itself, and returns how many were not. */
  drain(take: (envelope: Envelope) => boolean): number {
    for (const lane of [...this.#lanes.values()]) {
      for (let head = lane[0]; head !== undefined && take(head); head = lane[0]) this.shift(head.conversation)
    }
    const left = this.#size
    this.#lanes.clear()
    this.#bytes = 0
    this.#size = 0
    return left
  }
}
