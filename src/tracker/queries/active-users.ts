import type { TrackerStore } from '../store/tracker-store'
import { type TimeSpan, within } from './span'

/** Who wrote something, slot by slot, read once for many spans. */
export class ActiveUserSlots {
  readonly #slots: readonly number[]
  /** Those of all slots; the end of each is marked. */
  readonly #users: readonly number[]
  /** Where the users of each slot begin. */
  readonly #starts: readonly number[]

  private constructor(slots: readonly number[], users: readonly number[]) {
    this.#slots = slots
    this.#users = users
    const starts = [0]
    for (let end = users.indexOf(END); end >= 0; end = users.indexOf(END, end + 1)) starts.push(end + 1)
    this.#starts = starts
  }

  /** From the first of the spans to the end of the last. */
  static read(store: TrackerStore, spans: readonly TimeSpan[], bot: number | undefined): ActiveUserSlots {
    const whole = {
      from: spans.reduce((first, { from }) => Math.min(first, from), Number.MAX_SAFE_INTEGER),
      to: spans.reduce((last, { to }) => Math.max(last, to), Number.MIN_SAFE_INTEGER),
    }
    const { sql, values } = within({ ...whole, bot }, 's', 'slot')
    const { slots, users } = store
      .prepare(
        `SELECT json_group_array(slot) AS slots, group_concat(users, ',${END},') AS users FROM (
           SELECT s.slot, s.users FROM user_slots s WHERE ${sql} ORDER BY s.slot
         )`,
      )
      .get(...values) as { readonly slots: string; readonly users: string | null }
    return new ActiveUserSlots(JSON.parse(slots), JSON.parse(`[${users ?? ''}]`))
  }

  /** Calls back for each user of a part of what was read, as often as noted. */
  forEach({ from, to }: TimeSpan, callback: (user: number) => void): void {
    const first = firstAtLeast(this.#slots, from)
    const last = firstAtLeast(this.#slots, to)
    const end = last < this.#slots.length ? (this.#starts[last] ?? 0) : this.#users.length
    for (let place = this.#starts[first] ?? end; place < end; place++) {
      const user = this.#users[place]
      if (user !== undefined && user !== END) callback(user)
    }
  }
}

/** No user's row. */
const END = -1

/** How many users wrote something within each of the spans, which may overlap. */
export function countActiveUsers(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly number[] {
  const slots = ActiveUserSlots.read(store, spans, bot)
  const seenIn = new Uint32Array(store.nextId('users'))
  return spans.map((span, index) => {
    let count = 0
    slots.forEach(span, (user) => {
      if (seenIn[user] === index + 1) return
      seenIn[user] = index + 1
      count++
    })
    return count
  })
}

/** The place of the first number that is not below; the numbers rise. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? least) < least) low = middle + 1
    else high = middle
  }
  return low
}
