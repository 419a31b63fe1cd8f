import { createHash, createHmac } from 'node:crypto'
import { asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import type { ButtonAnswer } from '../../mapping/button-answer'
import { dataOf, findButton, type OfferedButton } from '../../mapping/find-button'
import type { DashbotButton } from '../../wire/types'
import { StorageLanes } from './storage-lanes'

/** The part of a `Storage` of botbuilder or the Agents SDK that is used. */
export interface StorageLike {
  read(keys: string[]): Promise<object>
  write(changes: Record<string, unknown>): Promise<unknown>
}

interface StoredOffer {
  readonly buttons: readonly object[]
  readonly isOpen: boolean
  /** The record's version that is replaced; `*`: any. */
  readonly eTag: string
}

/**
 * The buttons that a fleet offered last, in a storage that its processes share. Lanes, labels and values are stored as
 * digests: with a secret they cannot be found without it, without one by trying all ids.
 */
export class ButtonStorage {
  readonly #storage: StorageLike
  readonly #digest: (text: string) => string
  readonly #lanes = new StorageLanes()

  constructor(storage: StorageLike, secret: string | undefined) {
    this.#storage = storage
    this.#digest = (text) => {
      const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
      return hash.update(text).digest('hex').slice(0, 32)
    }
  }

  write(lane: string, buttons: readonly DashbotButton[]): Promise<void> {
    const stored = buttons.map((button) => this.#stored(button))
    return this.#lanes.run(lane, () => this.#put(lane, { buttons: stored, isOpen: true, eTag: '*' }))
  }

  /** The id of the button last offered in the lane that the answer belongs to. Closes the offer. */
  read(lane: string, answer: ButtonAnswer): Promise<string | undefined> {
    return this.#lanes.run(lane, () => this.#findAndClose(lane, answer))
  }

  async #findAndClose(lane: string, answer: ButtonAnswer): Promise<string | undefined> {
    const key = this.#keyOf(lane)
    const record = asObject(asObject(await this.#storage.read([key]))?.[key])
    const buttons = asObjects(record?.buttons)
    const isOpen = record?.isOpen === true
    const offered = buttons.map((button) => new DigestedButton(button, isOpen, this.#digest)).reverse()
    const id = findButton(offered, answer)?.id
    if (isOpen) await this.#close(lane, { buttons, eTag: asText(record?.eTag) ?? '*' })
    return id
  }

  /** Closes the offer that was read, unless another process has offered something since. */
  async #close(lane: string, offer: Pick<StoredOffer, 'buttons' | 'eTag'>): Promise<void> {
    try {
      await this.#put(lane, { ...offer, isOpen: false })
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }

  async #put(lane: string, offer: StoredOffer): Promise<void> {
    await this.#storage.write({ [this.#keyOf(lane)]: offer })
  }

  #stored(button: DashbotButton): object {
    const data = dataOf(button)
    const { id, label, value } = button
    return {
      id,
      label: this.#digest(label),
      value: this.#digest(value),
      ...(data !== undefined && {
        fields: Object.keys(data).map(this.#digest),
        data: this.#digest(fieldsJson(data, Object.keys(data))),
      }),
    }
  }

  #keyOf(lane: string): string {
    return `dashbot-buttons-${this.#digest(lane)}`
  }
}

/** true where the storage did not write, since the record has another eTag by now. */
function isConflict(error: unknown): boolean {
  const { statusCode, code, message } = Object(error) as Readonly<Record<string, unknown>>
  return statusCode === PRECONDITION_FAILED || code === PRECONDITION_FAILED || /etag/i.test(String(message))
}

/** By HTTP, as the storages of Azure report it. */
const PRECONDITION_FAILED = 412

class DigestedButton implements OfferedButton {
  readonly id: string
  readonly isOpen: boolean
  readonly #stored: JsonObject
  readonly #digest: (text: string) => string

  constructor(stored: JsonObject, isOpen: boolean, digest: (text: string) => string) {
    this.id = String(stored.id)
    this.isOpen = isOpen
    this.#stored = stored
    this.#digest = digest
  }

  get isPlain(): boolean {
    return this.#stored.label === this.#stored.value
  }

  hasLabel(text: string): boolean {
    return this.#digest(text) === this.#stored.label
  }

  hasValue(text: string): boolean {
    return this.#digest(text) === this.#stored.value
  }

  fieldsIn(data: JsonObject): number | undefined {
    const { fields } = this.#stored
    if (!Array.isArray(fields) || fields.length === 0) return undefined
    const names = Object.keys(data).filter((name) => fields.includes(this.#digest(name)))
    const fits = names.length === fields.length && this.#digest(fieldsJson(data, names)) === this.#stored.data
    return fits ? names.length : undefined
  }
}

/** The named fields as JSON, whatever order they came in. */
function fieldsJson(data: JsonObject, names: readonly string[]): string {
  return JSON.stringify([...names].sort().map((name) => [name, data[name]]))
}
