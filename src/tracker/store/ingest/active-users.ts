import { slotOf } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

/** Who wrote something in a batch, and in which slots. */
export class ActiveUsers {
  readonly #slots = new Map<string, readonly [slot: number, bot: number, user: number]>()

  add(bot: number, time: number, user: number): void {
    const slot = slotOf(time)
    this.#slots.set(`${slot} ${user}`, [slot, bot, user])
  }

  flush(store: TrackerStore): void {
    const rows = new Rows('user_slots', ['slot', 'bot', 'user'], 'ON CONFLICT DO NOTHING')
    for (const row of this.#slots.values()) rows.add(...row)
    rows.flush(store)
  }
}
