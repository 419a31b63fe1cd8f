import { clearTimeout, setTimeout } from 'node:timers'
import type { Envelope } from '../wire/envelope'
import type { DropReason } from './accounting'
import { Fifo } from './fifo'
import type { Outbox, OutboxHost, Outcome } from './outbox'

export interface MemoryOutboxOptions {
  readonly maxMessages: number
  readonly maxBytes: number
}

interface Lane {
  readonly envelopes: Fifo<Envelope>
  /** Set while the lane is silent after a failure. */
  timer: NodeJS.Timeout | undefined
}

/** Keeps envelopes in this process. Full, it refuses the newest, so that what a lane holds stays without gaps. */
export class MemoryOutbox implements Outbox {
  readonly durable: boolean = false
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Fifo<Lane>()
  #host: OutboxHost | undefined
  #size = 0
  #bytes = 0

  constructor({ maxMessages, maxBytes }: MemoryOutboxOptions) {
    this.#maxMessages = maxMessages
    this.#maxBytes = maxBytes
  }

  get size(): number {
    return this.#size
  }

  open(host: OutboxHost): number {
    this.#host = host
    return 0
  }

  add(envelope: Envelope): DropReason | undefined {
    const bytes = Buffer.byteLength(envelope.json)
    if (this.#size >= this.#maxMessages || this.#bytes + bytes > this.#maxBytes) return 'queue_full'
    this.#size += 1
    this.#bytes += bytes
    const lane = this.#lanes.get(envelope.conversation)
    if (lane === undefined) this.#openLane(envelope)
    else lane.envelopes.push(envelope)
    return undefined
  }

  next(): Envelope | undefined {
    return this.#ready.shift()?.envelopes.first
  }

  settle(envelope: Envelope, outcome: Outcome): void {
    const lane = this.#lanes.get(envelope.conversation)
    if (lane?.envelopes.first !== envelope) return
    if (outcome.kind === 'retry') {
      this.#silence(lane, outcome.delayMs)
      return
    }
    lane.envelopes.shift()
    this.#size -= 1
    this.#bytes -= Buffer.byteLength(envelope.json)
    if (lane.envelopes.first === undefined) this.#lanes.delete(envelope.conversation)
    else this.#ready.push(lane)
  }

  close(): void {
    for (const { timer } of this.#lanes.values()) clearTimeout(timer)
    this.#lanes.clear()
    this.#size = 0
    this.#bytes = 0
  }

  #openLane(envelope: Envelope): void {
    const lane: Lane = { envelopes: new Fifo(), timer: undefined }
    lane.envelopes.push(envelope)
    this.#lanes.set(envelope.conversation, lane)
    this.#ready.push(lane)
  }

  #silence(lane: Lane, delayMs: number): void {
    if (delayMs <= 0) {
      this.#ready.push(lane)
      return
    }
    lane.timer = setTimeout(() => {
      lane.timer = undefined
      this.#ready.push(lane)
      this.#host?.onReady()
    }, delayMs)
    lane.timer.unref()
  }
}
