import { HOUR_MS } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

interface MessageHour {
  incoming: number
  outgoing: number
  notHandled: number
}

/** A map that makes what it lacks. */
class Sums<T> extends Map<string, T> {
  readonly #empty: () => T

  constructor(empty: () => T) {
    super()
    this.#empty = empty
  }

  at(...key: readonly number[]): T {
    const joined = key.join()
    let sum = this.get(joined)
    if (sum === undefined) {
      sum = this.#empty()
      this.set(joined, sum)
    }
    return sum
  }

  *numbered(): Iterable<readonly [readonly number[], T]> {
    for (const [key, sum] of this) yield [key.split(',').map(Number), sum]
  }
}

export const hourOf = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS

/** What a batch adds to the hourly tables: gathered first, so that each row is written once. */
export class HourSums {
  readonly #messages = new Sums<MessageHour>(() => ({ incoming: 0, outgoing: 0, notHandled: 0 }))
  readonly #intents = new Sums(() => ({ incoming: 0, outgoing: 0 }))
  readonly #steps = new Sums(() => ({ count: 0 }))
  readonly #events = new Sums(() => ({ count: 0, amount: 0 }))

  message(time: number, direction: 'incoming' | 'outgoing', intent: number | null): void {
    const hour = hourOf(time)
    this.#messages.at(hour)[direction]++
    if (intent !== null) this.#intents.at(hour, intent)[direction]++
  }

  event(time: number, event: number, amount: number): void {
    const sum = this.#events.at(hourOf(time), event)
    sum.count++
    sum.amount += amount
  }

  /** `by` is -1 where a path that was counted is about to be counted anew. */
  step(time: number, from: number, to: number, by: 1 | -1): void {
    this.#steps.at(hourOf(time), from, to).count += by
  }

  notHandled(time: number, by: 1 | -1): void {
    this.#messages.at(hourOf(time)).notHandled += by
  }

  flush(store: TrackerStore): void {
    const messages = new Rows('message_hours', MESSAGE_COLUMNS, ADD_MESSAGES)
    for (const [[hour = 0], sum] of this.#messages.numbered()) {
      messages.add(hour, sum.incoming, sum.outgoing, sum.notHandled)
    }
    messages.flush(store)
    const intents = new Rows('intent_hours', ['hour', 'intent', 'incoming', 'outgoing'], ADD_INTENTS)
    for (const [[hour = 0, intent = 0], sum] of this.#intents.numbered()) {
      intents.add(hour, intent, sum.incoming, sum.outgoing)
    }
    intents.flush(store)
    this.#flushSteps(store)
    const events = new Rows('event_hours', ['hour', 'event', 'count', 'amount'], ADD_EVENTS)
    for (const [[hour = 0, event = 0], sum] of this.#events.numbered()) {
      events.add(hour, event, sum.count, sum.amount)
    }
    events.flush(store)
  }

  #flushSteps(store: TrackerStore): void {
    const rows = new Rows('intent_steps', ['hour', 'from_intent', 'to_intent', 'count'], ADD_STEPS)
    const fewer: (readonly number[])[] = []
    for (const [key, { count }] of this.#steps.numbered()) {
      const [hour = 0, from = 0, to = 0] = key
      if (count !== 0) rows.add(hour, from, to, count)
      if (count < 0) fewer.push(key)
    }
    rows.flush(store)
    for (const key of fewer) store.prepare(DROP_EMPTY_STEPS).run(...key)
  }
}

const MESSAGE_COLUMNS = ['hour', 'incoming', 'outgoing', 'not_handled']

const ADD_MESSAGES = `
ON CONFLICT DO UPDATE SET incoming = incoming + excluded.incoming, outgoing = outgoing + excluded.outgoing,
  not_handled = not_handled + excluded.not_handled`

const ADD_INTENTS = `
ON CONFLICT DO UPDATE SET incoming = incoming + excluded.incoming, outgoing = outgoing + excluded.outgoing`

const ADD_STEPS = 'ON CONFLICT DO UPDATE SET count = count + excluded.count'

const DROP_EMPTY_STEPS =
  'DELETE FROM intent_steps WHERE hour = ? AND from_intent = ? AND to_intent = ? AND count = 0'

const ADD_EVENTS = `
ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount`
