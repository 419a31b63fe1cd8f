import type { SqliteValue } from '../../../sqlite/database'
import type { DashbotIntentInput } from '../../../wire/types'
import { boundOf } from '../../histogram'
import { HISTOGRAMS, slotOf } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { storedName } from './arrival'
import { Rows } from './rows'
import { addAmounts, MAX_AMOUNT } from './users'

type Key = readonly SqliteValue[]

/**
 * One table of sums: what a batch adds to its rows, gathered first so that each row is written once. A row may become
 * all zeros where sessions go on or are joined; it stays.
 */
class Sums {
  readonly #table: string
  readonly #keys: readonly string[]
  readonly #columns: readonly string[]
  readonly #entries = new Map<string, readonly [Key, number[]]>()

  constructor(table: string, keys: readonly string[], columns: readonly string[]) {
    this.#table = table
    this.#keys = ['slot', 'bot', ...keys]
    this.#columns = columns
  }

  /** The sums of a row, in the order of the columns. */
  at(...key: Key): number[] {
    const joined = key.length === 2 ? `${key[0]} ${key[1]}` : JSON.stringify(key)
    let entry = this.#entries.get(joined)
    if (entry === undefined) {
      entry = [key, this.#columns.map(() => 0)]
      this.#entries.set(joined, entry)
    }
    return entry[1]
  }

  flush(store: TrackerStore): void {
    const rows = new Rows(this.#table, [...this.#keys, ...this.#columns], this.#addUp())
    for (const [key, sums] of this.#entries.values()) {
      if (sums.every((sum) => sum === 0)) continue
      rows.add(...key, ...sums)
    }
    rows.flush(store)
  }

  #addUp(): string {
    const columns = this.#columns.map((column) => {
      const sum = `${column} + excluded.${column}`
      return `${column} = ${column === 'amount' ? `max(-${MAX_AMOUNT}, min(${MAX_AMOUNT}, ${sum}))` : sum}`
    })
    return `ON CONFLICT DO UPDATE SET ${columns.join(', ')}`
  }
}

/** `by` is -1 where what was counted before is about to be counted again. */
type By = 1 | -1

/** What a session adds to the sums of the slot in which it began. */
export interface SessionSum {
  readonly startedAt: number
  readonly endedAt: number
  readonly messages: number
  /** The intent with which it ends; 0 for no intent. */
  readonly exit: number
}

/** What a batch adds to the tables of sums. */
export class SlotSums {
  readonly #messages = new Sums('message_slots', [], MESSAGE_COLUMNS)
  readonly #intents = new Sums('intent_slots', ['intent'], ['incoming', 'outgoing'])
  readonly #inputs = new Sums('input_slots', ['intent', 'name', 'value'], ['count'])
  readonly #steps = new Sums('step_slots', ['from_intent', 'to_intent'], ['count'])
  readonly #sessions = new Sums('session_slots', ['intent'], ['sessions', 'messages', 'ms'])
  readonly #events = new Sums('event_slots', ['event', 'intent'], ['count', 'amount'])
  readonly #histogram = new Sums('histogram_slots', ['kind', 'bound'], ['count'])

  /** @param inputs What the intent was given. */
  message(
    bot: number,
    time: number,
    incoming: boolean,
    intent: number | null,
    inputs: readonly DashbotIntentInput[] = [],
  ): void {
    const slot = slotOf(time)
    const column = incoming ? 0 : 1
    add(this.#messages.at(slot, bot), column, 1)
    if (intent === null) return
    add(this.#intents.at(slot, bot, intent), column, 1)
    for (const { name, value } of inputs) {
      add(this.#inputs.at(slot, bot, intent, storedName(name), storedName(value)), 0, 1)
    }
  }

  /** @param intent 0 where no intent came before the event */
  event(bot: number, time: number, event: number, intent: number, amount: number): void {
    const sums = this.#events.at(slotOf(time), bot, event, intent)
    add(sums, 0, 1)
    sums[1] = addAmounts(sums[1] ?? 0, amount)
  }

  step(bot: number, time: number, from: number, to: number, by: By): void {
    add(this.#steps.at(slotOf(time), bot, from, to), 0, by)
  }

  notHandled(bot: number, time: number, by: By): void {
    add(this.#messages.at(slotOf(time), bot), 2, by)
  }

  replied(bot: number, time: number, ms: number, by: By): void {
    const slot = slotOf(time)
    const sums = this.#messages.at(slot, bot)
    add(sums, 3, by)
    add(sums, 4, by * ms)
    add(this.#histogram.at(slot, bot, HISTOGRAMS.replyMs, boundOf(ms)), 0, by)
  }

  session(bot: number, { startedAt, endedAt, messages, exit }: SessionSum, by: By): void {
    const slot = slotOf(startedAt)
    const ms = endedAt - startedAt
    const sums = this.#sessions.at(slot, bot, exit)
    add(sums, 0, by)
    add(sums, 1, by * messages)
    add(sums, 2, by * ms)
    add(this.#histogram.at(slot, bot, HISTOGRAMS.sessionMs, boundOf(ms)), 0, by)
    add(this.#histogram.at(slot, bot, HISTOGRAMS.sessionMessages, boundOf(messages)), 0, by)
  }

  flush(store: TrackerStore): void {
    for (const sums of [this.#messages, this.#intents, this.#inputs, this.#steps]) sums.flush(store)
    for (const sums of [this.#sessions, this.#events, this.#histogram]) sums.flush(store)
  }
}

const MESSAGE_COLUMNS = ['incoming', 'outgoing', 'not_handled', 'replies', 'reply_ms']

function add(sums: number[], column: number, by: number): void {
  sums[column] = (sums[column] ?? 0) + by
}
