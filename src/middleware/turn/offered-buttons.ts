import { outsideTurns } from '../../delivery/outside-turns'
import { untraced } from '../../delivery/untraced'
import { ButtonMemory } from '../../mapping/button-memory'
import type { DashbotButton, DashbotMessage } from '../../wire/types'
import type { ButtonStorage } from './button-storage'

export interface OfferedButtonsOptions {
  /** Shared by the processes of a fleet. Without it, each process knows what it offered itself. */
  readonly storage: ButtonStorage | undefined
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
    if (storage !== undefined) void this.#quietly(() => storage.write(lane, buttons))
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
    return this.#quietly(async () => answer(message, await storage.read(lane, value)))
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
