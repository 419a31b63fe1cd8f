import type { JsonObject } from '../internal/json'
import type { DashbotButton } from '../wire/types'
import type { ButtonAnswer } from './button-answer'
import { dataOf, fieldsWithin, findButton, type OfferedButton } from './find-button'

export interface ButtonMemoryOptions {
  /** Maximum number of conversations; the one that was offered nothing for longest is forgotten first. @default 2_000 */
  readonly maxConversations?: number
  /** Maximum number of buttons in a conversation; the one offered longest ago is forgotten first. @default 50 */
  readonly maxButtons?: number
}

interface Conversation {
  /** By label and value, from the oldest to the newest. */
  readonly buttons: Map<string, RememberedButton>
  /** Rises with each message of the user after an offer. */
  offer: number
}

/** The buttons that were offered in each conversation. Bounded. */
export class ButtonMemory {
  readonly #maxConversations: number
  readonly #maxButtons: number
  /** From the oldest to the newest. */
  readonly #conversations = new Map<string, Conversation>()

  constructor({ maxConversations = 2_000, maxButtons = 50 }: ButtonMemoryOptions = {}) {
    this.#maxConversations = maxConversations
    this.#maxButtons = maxButtons
  }

  remember(id: string, buttons: readonly DashbotButton[]): void {
    if (buttons.length === 0) return
    const conversation = this.#conversations.get(id) ?? { buttons: new Map(), offer: 0 }
    renew(this.#conversations, id, conversation, this.#maxConversations)
    for (const button of buttons) {
      const key = `${button.label}\0${button.value}`
      renew(conversation.buttons, key, new RememberedButton(button, conversation), this.#maxButtons)
    }
  }

  /** The button that the answer belongs to; undefined where it is not known, or forgotten. */
  recall(id: string, answer: ButtonAnswer): DashbotButton | undefined {
    const conversation = this.#conversations.get(id)
    if (conversation === undefined) return undefined
    return findButton([...conversation.buttons.values()].reverse(), answer)?.button
  }

  /** The buttons offered since the user's last message, in their order. */
  open(id: string): readonly DashbotButton[] {
    const offered = [...(this.#conversations.get(id)?.buttons.values() ?? [])]
    return offered.filter(({ isOpen }) => isOpen).map(({ button }) => button)
  }

  /** The user wrote: what was offered until now is not open any more. */
  close(id: string): void {
    const conversation = this.#conversations.get(id)
    if (conversation !== undefined) conversation.offer += 1
  }
}

class RememberedButton implements OfferedButton {
  readonly button: DashbotButton
  readonly #conversation: Conversation
  readonly #offer: number

  constructor(button: DashbotButton, conversation: Conversation) {
    this.button = button
    this.#conversation = conversation
    this.#offer = conversation.offer
  }

  get id(): string {
    return this.button.id
  }

  get isOpen(): boolean {
    return this.#offer === this.#conversation.offer
  }

  get isPlain(): boolean {
    return this.button.value === this.button.label
  }

  hasLabel(text: string): boolean {
    return this.button.label === text
  }

  hasValue(text: string): boolean {
    return this.button.value === text
  }

  fieldsIn(data: JsonObject): number | undefined {
    return fieldsWithin(dataOf(this.button), data)
  }
}

/** Makes the entry the newest, and drops the oldest where there are too many. */
function renew<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= max) return
    map.delete(oldest)
  }
}
