import { createHash, createHmac } from 'node:crypto'
import { asObject, asObjects, type JsonObject } from '../../internal/json'
import type { ButtonAnswer } from '../../mapping/button-answer'
import { dataOf, findButton, type OfferedButton } from '../../mapping/find-button'
import type { DashbotButton } from '../../wire/types'

/** The part of a `Storage` of botbuilder or the Agents SDK that is used. */
export interface StorageLike {
  read(keys: string[]): Promise<object>
  write(changes: Record<string, unknown>): Promise<unknown>
}

/**
 * The buttons that a fleet offered last, in a storage that its processes share. Lanes, labels and values are stored as
 * digests: with a secret they cannot be found without it, without one by trying all ids.
 */
export class ButtonStorage {
  readonly #storage: StorageLike
  readonly #digest: (text: string) => string

  constructor(storage: StorageLike, secret: string | undefined) {
    this.#storage = storage
    this.#digest = (text) => {
      const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
      return hash.update(text).digest('hex').slice(0, 32)
    }
  }

  async write(lane: string, buttons: readonly DashbotButton[]): Promise<void> {
    await this.#put(
      lane,
      buttons.map((button) => this.#stored(button)),
      true,
    )
  }

  /** The id of the button last offered in the lane that the answer belongs to. Closes the offer. */
  async read(lane: string, answer: ButtonAnswer): Promise<string | undefined> {
    const key = this.#keyOf(lane)
    const record = asObject(asObject(await this.#storage.read([key]))?.[key])
    const buttons = asObjects(record?.buttons)
    const isOpen = record?.isOpen === true
    const offered = buttons.map((button) => new DigestedButton(button, isOpen, this.#digest)).reverse()
    const id = findButton(offered, answer)?.id
    if (isOpen) await this.#put(lane, buttons, false)
    return id
  }

  async #put(lane: string, buttons: readonly object[], isOpen: boolean): Promise<void> {
    await this.#storage.write({ [this.#keyOf(lane)]: { buttons, isOpen, eTag: '*' } })
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
