import { createHash, createHmac } from 'node:crypto'
import { asObject } from '../../internal/json'
import type { DashbotButton } from '../../wire/types'

/** What is used of a `Storage` of botbuilder or the Agents SDK. */
export interface StorageLike {
  read(keys: string[]): Promise<object>
  write(changes: Record<string, unknown>): Promise<unknown>
}

/**
 * The buttons that a fleet offered, in a storage that its processes share. Lanes and values stand there as digests:
 * with a secret, nobody without it can tell whose they are; without one, whoever tries all ids can.
 */
export class ButtonStorage {
  readonly #storage: StorageLike
  readonly #secret: string | undefined

  constructor(storage: StorageLike, secret: string | undefined) {
    this.#storage = storage
    this.#secret = secret
  }

  async write(lane: string, buttons: readonly DashbotButton[]): Promise<void> {
    const ids = Object.fromEntries(buttons.map(({ id, value }) => [this.#digest(value), id]))
    await this.#storage.write({ [this.#keyOf(lane)]: { ids, eTag: '*' } })
  }

  /** The id of the button that was offered last in the lane with this value. */
  async read(lane: string, value: string): Promise<string | undefined> {
    const key = this.#keyOf(lane)
    const items = asObject(await this.#storage.read([key]))
    const id = asObject(asObject(items?.[key])?.ids)?.[this.#digest(value)]
    return typeof id === 'string' ? id : undefined
  }

  #keyOf(lane: string): string {
    return `dashbot-buttons-${this.#digest(lane)}`
  }

  #digest(text: string): string {
    const hash = this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
    return hash.update(text).digest('hex').slice(0, 32)
  }
}
