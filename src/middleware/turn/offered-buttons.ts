import { outsideTurns } from '../../delivery/outside-turns'
import { untraced } from '../../delivery/untraced'
import type { ButtonAnswer } from '../../mapping/button-answer'
import { ButtonMemory } from '../../mapping/button-memory'
import type { ReadMessage } from '../../mapping/to-message'
import type { DashbotButton } from '../../wire/types'
import type { ButtonStorage } from './button-storage'

export interface OfferedButtonsOptions {
  /** Shared by the processes of a fleet. Without it, each process knows what it offered itself. */
  readonly storage: ButtonStorage | undefined
  readonly onError: (error: unknown) => void
}

/** The buttons that users were offered, by which answers are recognized. No method throws. */
export class OfferedButtons {
  readonly #options: OfferedButtonsOptions
  readonly #memory = new ButtonMemory()

  constructor(options: OfferedButtonsOptions) {
    this.#options = options
  }

  remember(lane: string, buttons: readonly DashbotButton[]): void {
    this.#memory.remember(lane, buttons)
    const { storage } = this.#options
    if (storage !== undefined) void this.#quietly(() => storage.write(lane, this.#memory.open(lane)))
  }

  /**
   * Puts the offered button that the message answers into its postback; its label becomes the text of an answer without
   * text, or with nothing but the JSON of its value.
   *
   * @returns what to wait for where the storage is asked
   */
  resolve(lane: string, read: ReadMessage): Promise<void> | undefined {
    const { answer } = read
    if (answer !== undefined) settle(read, this.#memory.recall(lane, answer))
    this.#memory.close(lane)
    const { storage } = this.#options
    if (storage === undefined || answer === undefined) return undefined
    return this.#quietly(async () => settle(read, await this.#stored(storage, lane, answer)))
  }

  /** What another process offered since; it has no label for this one to read. */
  async #stored(
    storage: ButtonStorage,
    lane: string,
    answer: ButtonAnswer,
  ): Promise<{ readonly id: string } | undefined> {
    const id = await storage.read(lane, answer)
    return id === undefined ? undefined : { id }
  }

  /** The storage's requests do not belong to the turn, nor to its trace. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await outsideTurns(() => untraced(work))
    } catch (error) {
      this.#options.onError(error)
    }
  }
}

function settle(
  { message, answer }: ReadMessage,
  button: { readonly id: string; readonly label?: string } | undefined,
): void {
  if (button === undefined || answer === undefined) return
  message.postback = { buttonClick: { buttonId: button.id } }
  const hasOwnText =
    answer.text !== undefined && !(answer.text === answer.value && answer.value.startsWith('{'))
  if (!hasOwnText && button.label !== undefined) message.text = button.label
}
