import type { SqliteValue } from '../../../sqlite/database'
import type { DashbotIntentInput } from '../../../wire/types'
import { hourOf } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

interface IntentHour {
  incoming: number
  outgoing: number
}

interface MessageHour extends IntentHour {
  notHandled: number
}

interface Count {
  count: number
}

interface EventHour extends Count {
  amount: number
}

const count = (): Count => ({ count: 0 })

/** Sums by their key; one that is missing begins empty. */
class Sums<Key extends readonly SqliteValue[], Sum> {
  readonly #empty: () => Sum
  readonly #entries = new Map<string, readonly [Key, Sum]>()

  constructor(empty: () => Sum) {
    this.#empty = empty
  }

  at(...key: Key): Sum {
    const joined = JSON.stringify(key)
    let entry = this.#entries.get(joined)
    if (entry === undefined) {
      entry = [key, this.#empty()]
      this.#entries.set(joined, entry)
    }
    return entry[1]
  }

  [Symbol.iterator](): Iterator<readonly [Key, Sum]> {
    return this.#entries.values()
  }
}

/** What a batch adds to the hourly tables: gathered first, so that each row is written once. */
export class HourSums {
  readonly #messages = new Sums<[hour: number], MessageHour>(() => ({
    incoming: 0,
    outgoing: 0,
    notHandled: 0,
  }))
  readonly #intents = new Sums<[hour: number, intent: number], IntentHour>(() => ({
    incoming: 0,
    outgoing: 0,
  }))
  readonly #inputs = new Sums<[hour: number, intent: number, name: string, value: string], Count>(count)
  readonly #steps = new Sums<[hour: number, from: number, to: number], Count>(count)
  readonly #events = new Sums<[hour: number, event: number], EventHour>(() => ({ count: 0, amount: 0 }))

  /** @param inputs What the intent was given. */
  message(
    time: number,
    direction: 'incoming' | 'outgoing',
    intent: number | null,
    inputs: readonly DashbotIntentInput[] = [],
  ): void {
    const hour = hourOf(time)
    this.#messages.at(hour)[direction]++
    if (intent === null) return
    this.#intents.at(hour, intent)[direction]++
    for (const { name, value } of inputs) this.#inputs.at(hour, intent, name, value).count++
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
    const messages = new Rows('message_hours', ['hour', 'incoming', 'outgoing', 'not_handled'], ADD_MESSAGES)
    for (const [key, { incoming, outgoing, notHandled }] of this.#messages) {
      messages.add(...key, incoming, outgoing, notHandled)
    }
    const intents = new Rows('intent_hours', ['hour', 'intent', 'incoming', 'outgoing'], ADD_INTENTS)
    for (const [key, { incoming, outgoing }] of this.#intents) intents.add(...key, incoming, outgoing)
    const inputs = new Rows('input_hours', ['hour', 'intent', 'name', 'value', 'count'], ADD_COUNT)
    for (const [key, sum] of this.#inputs) inputs.add(...key, sum.count)
    const events = new Rows('event_hours', ['hour', 'event', 'count', 'amount'], ADD_EVENTS)
    for (const [key, sum] of this.#events) events.add(...key, sum.count, sum.amount)
    for (const rows of [messages, intents, inputs, events]) rows.flush(store)
    this.#flushSteps(store)
  }

  #flushSteps(store: TrackerStore): void {
    const rows = new Rows('intent_steps', ['hour', 'from_intent', 'to_intent', 'count'], ADD_COUNT)
    for (const [key, sum] of this.#steps) if (sum.count !== 0) rows.add(...key, sum.count)
    rows.flush(store)
    for (const [key, sum] of this.#steps) if (sum.count < 0) store.prepare(DROP_EMPTY_STEPS).run(...key)
  }
}

const ADD_MESSAGES = `
ON CONFLICT DO UPDATE SET incoming = incoming + excluded.incoming, outgoing = outgoing + excluded.outgoing,
  not_handled = not_handled + excluded.not_handled`

const ADD_INTENTS = `
ON CONFLICT DO UPDATE SET incoming = incoming + excluded.incoming, outgoing = outgoing + excluded.outgoing`

const ADD_COUNT = 'ON CONFLICT DO UPDATE SET count = count + excluded.count'

const DROP_EMPTY_STEPS =
  'DELETE FROM intent_steps WHERE hour = ? AND from_intent = ? AND to_intent = ? AND count = 0'

const ADD_EVENTS = `
ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount`
