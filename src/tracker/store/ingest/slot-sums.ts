import type { SqliteValue } from '../../../sqlite/database'
import type { DashbotIntentInput } from '../../../wire/types'
import { boundOf } from '../../histogram'
import { dayOf, HISTOGRAMS, slotOf } from '../../schema'
import { type SumKind, type SumUnit, sumColumns, sumKeys, sumTable } from '../../sum-tables'
import type { TrackerStore } from '../tracker-store'
import { storedName } from './arrival'
import { Rows } from './rows'
import { addAmounts, MAX_AMOUNT } from './users'

type Key = readonly SqliteValue[]

/**
 * One kind of sums: what a batch adds, gathered first so that each row is written once. A row may become all zeros where
 * sessions go on or are joined; it stays.
 */
class Sums {
  readonly #kind: SumKind
  readonly #width: number
  readonly #entries = new Map<string, readonly [Key, number[]]>()

  constructor(kind: SumKind) {
    this.#kind = kind
    this.#width = sumColumns(kind).length
  }

  /** The sums of a slot's row, in the order of the columns. */
  at(slot: number, bot: number, ...key: Key): number[] {
    return this.#find(this.#entries, [slot, bot, ...key])
  }

  flush(store: TrackerStore): void {
    const slots = [...this.#entries.values()].filter(([, sums]) => sums.some((sum) => sum !== 0))
    if (slots.length === 0) return
    this.#write(store, 'slot', slots)
    const days = new Map<string, readonly [Key, number[]]>()
    for (const [[slot, ...key], sums] of slots) {
      const day = this.#find(days, [dayOf(Number(slot)), ...key])
      for (const [column, sum] of sums.entries()) day[column] = addAmounts(day[column] ?? 0, sum)
    }
    this.#write(store, 'day', [...days.values()])
  }

  #find(entries: Map<string, readonly [Key, number[]]>, key: Key): number[] {
    const joined = key.length > 4 ? JSON.stringify(key) : key.join(' ')
    let entry = entries.get(joined)
    if (entry === undefined) {
      entry = [key, Array<number>(this.#width).fill(0)]
      entries.set(joined, entry)
    }
    return entry[1]
  }

  #write(store: TrackerStore, unit: SumUnit, entries: readonly (readonly [Key, number[]])[]): void {
    const columns = [unit, 'bot', ...sumKeys(this.#kind), ...sumColumns(this.#kind)]
    const rows = new Rows(sumTable(this.#kind, unit), columns, addUp(this.#kind))
    for (const [key, sums] of entries) rows.add(...key, ...sums)
    rows.flush(store)
  }
}

/** Adds a row's sums to those that stand in the table. */
export function addUp(kind: SumKind): string {
  const columns = sumColumns(kind).map((column) => {
    const sum = `${column} + excluded.${column}`
    return `${column} = ${column === 'amount' ? `max(-${MAX_AMOUNT}, min(${MAX_AMOUNT}, ${sum}))` : sum}`
  })
  return `ON CONFLICT DO UPDATE SET ${columns.join(', ')}`
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
  readonly #messages = new Sums('message')
  readonly #intents = new Sums('intent')
  readonly #inputs = new Sums('input')
  readonly #steps = new Sums('step')
  readonly #sessions = new Sums('session')
  readonly #events = new Sums('event')
  readonly #histogram = new Sums('histogram')

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
  event(bot: number, time: number, event: number, intent: number, amount: number, by: By): void {
    const sums = this.#events.at(slotOf(time), bot, event, intent)
    add(sums, 0, by)
    sums[1] = addAmounts(sums[1] ?? 0, by * amount)
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

function add(sums: number[], column: number, by: number): void {
  sums[column] = (sums[column] ?? 0) + by
}
