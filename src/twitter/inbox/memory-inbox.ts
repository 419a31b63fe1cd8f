import { SlotList } from '../../internal/slot-list'
import type { AddedEvents, Inbox, InboxEvent, InboxHost, InboxLimits, InboxTurn, TurnOutcome } from './inbox'
import { SeenEvents } from './seen-events'
import { TurnLanes } from './turn-lanes'

export interface MemoryInboxOptions {
  /** How many events are remembered, to know those that X delivers again. */
  readonly rememberedEvents: number
}

type Entry = { -readonly [Field in keyof InboxTurn]: InboxTurn[Field] } & { isRunning: boolean; slot: number }

const allNew: AddedEvents = { known: [], elsewhere: [] }

/** Keeps events in the process, and loses them with it. */
export class MemoryInbox implements Inbox {
  readonly durable = false
  readonly #seen: SeenEvents
  readonly #pending = new SlotList<Entry>()
  readonly #lanes = new TurnLanes<Entry>(() => this.#host?.onReady())
  #host: InboxHost | undefined
  #maxPendingEvents = Number.POSITIVE_INFINITY

  constructor({ rememberedEvents }: MemoryInboxOptions) {
    this.#seen = new SeenEvents(rememberedEvents)
  }

  get size(): number {
    return this.#pending.size
  }

  get oldest(): number | undefined {
    let oldest: number | undefined
    for (const { receivedAt } of this.#pending) {
      if (oldest === undefined || receivedAt < oldest) oldest = receivedAt
    }
    return oldest
  }

  open(host: InboxHost, { maxPendingEvents }: InboxLimits): void {
    this.#host = host
    this.#maxPendingEvents = maxPendingEvents
  }

  add(events: readonly InboxEvent[]): AddedEvents | 'full' {
    if (this.#pending.size >= this.#maxPendingEvents) return 'full'
    let known: string[] | undefined
    for (const event of events) {
      if (!this.#seen.add(event.key)) {
        known ??= []
        known.push(event.key)
        continue
      }
      const { key, lane, receivedAt, version, event: content } = event
      const entry: Entry = {
        key,
        lane,
        receivedAt,
        version,
        event: content,
        attempt: 0,
        failures: 0,
        isRunning: false,
        slot: -1,
      }
      entry.slot = this.#pending.add(entry)
      this.#lanes.push(lane, entry)
    }
    return known === undefined ? allNew : { known, elsewhere: [] }
  }

  next(): InboxTurn | undefined {
    const entry = this.#lanes.next()?.item
    if (entry === undefined) return undefined
    entry.attempt += 1
    entry.isRunning = true
    return entry
  }

  settle(turn: InboxTurn, outcome: TurnOutcome): void {
    const entry = turn as Entry
    if (!entry.isRunning || !this.#pending.has(entry.slot, entry)) return
    entry.isRunning = false
    if (outcome.kind === 'retry') {
      entry.failures += 1
      this.#lanes.silence(entry.lane, outcome.delayMs)
      return
    }
    this.#pending.remove(entry.slot)
    this.#lanes.shift(entry.lane)
  }

  close(): void {
    this.#lanes.close()
  }
}
