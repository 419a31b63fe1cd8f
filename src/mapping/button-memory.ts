import type { DashbotButton } from '../wire/types'

export interface ButtonMemoryOptions {
  /** Conversations remembered; the one silent for longest is forgotten first. @default 2_000 */
  readonly maxConversations?: number
  /** Values remembered in a conversation; the one offered longest ago is forgotten first. @default 50 */
  readonly maxValues?: number
}

/** Which button was last offered with which value in which conversation. Bounded. */
export class ButtonMemory {
  readonly #maxConversations: number
  readonly #maxValues: number
  /** Ids by value; conversations and values both from the oldest to the newest. */
  readonly #conversations = new Map<string, Map<string, string>>()

  constructor({ maxConversations = 2_000, maxValues = 50 }: ButtonMemoryOptions = {}) {
    this.#maxConversations = maxConversations
    this.#maxValues = maxValues
  }

  remember(conversation: string, buttons: readonly DashbotButton[]): void {
    if (buttons.length === 0) return
    const ids = this.#conversations.get(conversation) ?? new Map<string, string>()
    renew(this.#conversations, conversation, ids, this.#maxConversations)
    for (const { id, value } of buttons) renew(ids, value, id, this.#maxValues)
  }

  /** The id of the button last offered with the value; undefined where none was, or it is forgotten. */
  recall(conversation: string, value: string): string | undefined {
    return this.#conversations.get(conversation)?.get(value)
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
