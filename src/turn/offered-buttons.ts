import { createHash } from 'node:crypto'
import { outsideTurns } from '../delivery/outside-turns'
import { untraced } from '../delivery/untraced'
import { asObject } from '../json'
import { ButtonMemory } from '../mapping/button-memory'
import type { DashbotButton, DashbotMessage } from '../wire/types'

/** What is used of a `Storage` of botbuilder or the Agents SDK. */
export interface StorageLike {
  read(keys: string[]): Promise<object>
  write(changes: Record<string, unknown>): Promise<unknown>
}

export interface OfferedButtonsOptions {
  /** Shared by the processes of a fleet. Without it, each process knows what it offered itself. */
  readonly storage: StorageLike | undefined
  readonly onError: (error: unknown) => void
}

/** Which buttons users were offered, so that an answer can be told to be one of them. Nothing here throws. */
export class OfferedButtons {
  readonly #options: OfferedButtonsOptions
  readonly #memory = new ButtonMemory()

  constructor(options: OfferedButtonsOptions) {
    this.#options = options
  }

  remember(lane: string, buttons: readonly DashbotButton[]): void {
    this.#memory.remember(lane, buttons)
    const { storage } = this.#options
    if (storage !== undefined) void this.#quietly(() => write(storage, lane, buttons))
  }

  /**
   * Puts the id of the offered button into the message's postback, in the place of the value that was answered.
   *
   * @returns what to wait for where the storage has to be asked
   */
  resolve(lane: string, message: DashbotMessage): Promise<void> | undefined {
    const value = message.postback?.buttonClick.buttonId
    if (value === undefined) return undefined
    answer(message, this.#memory.recall(lane, value))
    const { storage } = this.#options
    if (storage === undefined) return undefined
    return this.#quietly(async () => answer(message, await read(storage, lane, value)))
  }

  /** The storage's requests are none of the turn's. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await outsideTurns(() => untraced(work))
    } catch (error) {
      this.#options.onError(error)
    }
  }
}

function answer(message: DashbotMessage, buttonId: string | undefined): void {
  if (buttonId !== undefined) message.postback = { buttonClick: { buttonId } }
}

async function write(storage: StorageLike, lane: string, buttons: readonly DashbotButton[]): Promise<void> {
  const ids = Object.fromEntries(buttons.map(({ id, value }) => [digest(value), id]))
  await storage.write({ [keyOf(lane)]: { ids, eTag: '*' } })
}

async function read(storage: StorageLike, lane: string, value: string): Promise<string | undefined> {
  const key = keyOf(lane)
  const items = asObject(await storage.read([key]))
  const id = asObject(asObject(items?.[key])?.ids)?.[digest(value)]
  return typeof id === 'string' ? id : undefined
}

/** Neither users nor what they are asked are to be read out of the storage. */
function keyOf(lane: string): string {
  return `dashbot-buttons-${digest(lane)}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
