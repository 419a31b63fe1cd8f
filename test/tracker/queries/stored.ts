import { Ingest } from '../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import type { DashbotEvent, DashbotMessage } from '../../../src/wire/types'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** A Monday at noon. */
export const NOON = Date.UTC(2026, 5, 1, 12)

/** A store in memory, into which a test writes what happened. */
export class StoredConversations {
  readonly store = TrackerStore.open(':memory:')
  readonly #ingest = new Ingest(this.store)
  #bot: string | undefined

  /** What follows belongs to the bot whose key has this hash. */
  of(bot: string): this {
    this.#bot = bot
    return this
  }

  says(userId: string, text: string, time: number, more: Partial<DashbotMessage> = {}): number {
    return this.#add('incoming', { text, userId, ...more }, time)
  }

  hears(userId: string, text: string, time: number, more: Partial<DashbotMessage> = {}): number {
    return this.#add('outgoing', { text, userId, ...more }, time)
  }

  event(event: DashbotEvent, time: number): void {
    this.#ingest.store([
      { type: 'event', payload: event, json: JSON.stringify(event), bot: this.#bot, receivedAt: time },
    ])
  }

  custom(userId: string, name: string, time: number): void {
    this.event({ type: 'customEvent', name, userId }, time)
  }

  pays(userId: string, amount: number, time: number): void {
    this.event({ type: 'revenueEvent', name: 'purchase', userId, amount }, time)
  }

  close(): void {
    this.store.close()
  }

  /** @returns the row */
  #add(type: 'incoming' | 'outgoing', payload: DashbotMessage, receivedAt: number): number {
    this.#ingest.store([{ type, payload, json: JSON.stringify(payload), bot: this.#bot, receivedAt }])
    return this.store.nextId('messages') - 1
  }
}
