import { slotOf } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

/** So many of the latest slots are remembered with their users; in others, a user is noted by each batch. */
const MAX_REMEMBERED = 8

/** Who is noted already in the latest slots: by bot, as the slots of the table. */
export class NotedUsers {
  readonly #slots = new Map<string, Set<number>>()

  /** Those of a slot and a bot. */
  of(slot: number, bot: number): Set<number> {
    const key = `${slot} ${bot}`
    let users = this.#slots.get(key)
    if (users === undefined) {
      users = new Set()
      this.#slots.set(key, users)
      const [oldest] = this.#slots.keys()
      if (this.#slots.size > MAX_REMEMBERED && oldest !== undefined) this.#slots.delete(oldest)
    }
    return users
  }

  /** To be called after a rollback, which took users with it. */
  forget(): void {
    this.#slots.clear()
  }
}

/** Who wrote something in a batch, and in which slots. */
export class ActiveUsers {
  readonly #noted: NotedUsers
  /** The batch's first message. */
  readonly #part: number
  readonly #slots = new Map<string, readonly [slot: number, bot: number, users: number[]]>()

  constructor(noted: NotedUsers, part: number) {
    this.#noted = noted
    this.#part = part
  }

  add(bot: number, time: number, user: number): void {
    const slot = slotOf(time)
    const noted = this.#noted.of(slot, bot)
    if (noted.has(user)) return
    noted.add(user)
    const key = `${slot} ${bot}`
    const entry = this.#slots.get(key)
    if (entry === undefined) this.#slots.set(key, [slot, bot, [user]])
    else entry[2].push(user)
  }

  flush(store: TrackerStore): void {
    const rows = new Rows('user_slots', ['slot', 'bot', 'part', 'users'])
    for (const [slot, bot, users] of this.#slots.values()) rows.add(slot, bot, this.#part, users.join())
    rows.flush(store)
  }
}
