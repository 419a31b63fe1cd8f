import { setImmediate } from 'node:timers'
import type { TurnOutcome } from '../inbox'
import type { EventDisk } from './event-disk'
import type { WaitingEvent } from './event-store'

/** An event of this process; its row has the rest. */
export interface OwnEvent extends Omit<WaitingEvent, 'seq'> {
  seq: number
  /** true: another process had an earlier event of the lane, when this one was to begin. */
  isBehind?: boolean | undefined
  /** Until when its lane is silent after a turn that failed in another process, in ms since 1970. */
  silent_until?: number | null
}

/** Turns that are over, and whose rows are still there. */
export class EndedTurns {
  readonly #disk: EventDisk
  readonly #outcomes = new Map<OwnEvent, TurnOutcome>()
  #isScheduled = false
  #isClosed = false

  constructor(disk: EventDisk) {
    this.#disk = disk
  }

  get events(): Iterable<OwnEvent> {
    return this.#outcomes.keys()
  }

  hasLane(lane: string): boolean {
    for (const event of this.#outcomes.keys()) {
      if (event.lane === lane) return true
    }
    return false
  }

  /** The rows of turns that end at about the same time are removed in one transaction, before the next timers. */
  add(event: OwnEvent, outcome: TurnOutcome): void {
    this.#outcomes.set(event, outcome)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (!this.#isClosed) this.settle()
    })
  }

  close(): void {
    this.settle()
    this.#isClosed = true
  }

  /** Settles all rows, as far as the disk lets it. */
  settle(): void {
    const handled: OwnEvent[] = []
    for (const [event, outcome] of this.#outcomes) {
      if (outcome.kind !== 'dead') handled.push(event)
      else if (this.#did((store) => store.bury(event.seq, outcome))) this.#outcomes.delete(event)
      else return
    }
    if (handled.length === 0) return
    if (!this.#did((store) => store.remove(handled.map(({ seq }) => seq)))) return
    for (const event of handled) this.#outcomes.delete(event)
  }

  #did(work: Parameters<EventDisk['attempt']>[0]): boolean {
    return this.#disk.attempt((store) => [work(store)]) !== undefined
  }
}
