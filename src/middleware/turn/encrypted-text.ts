import { asObject } from '../../internal/json'
import type { ActivityLike } from '../../mapping/activity-like'
import type { DashbotMessage } from '../../wire/types'

/** What the text of an encrypted conversation is reported as, unless the bot decides otherwise. */
const ENCRYPTED_TEXT = '[encrypted]'

/** true for what was said in an encrypted conversation of X. */
export function isEncrypted({ conversation, channelData }: ActivityLike): boolean {
  const { conversationType } = (conversation ?? {}) as { readonly conversationType?: unknown }
  return conversationType === 'xchat' || asObject(asObject(channelData)?.x_chat) !== undefined
}

/**
 * Takes out of a message what was said and shown. What stays says that there was a message, its intent, its buttons,
 * and the id of the button that it answers.
 */
export function conceal(message: DashbotMessage): void {
  message.text = ENCRYPTED_TEXT
  delete message.images
  if (message.intent !== undefined) {
    const { name, confidence } = message.intent
    message.intent = confidence === undefined ? { name } : { name, confidence }
  }
  // The position of a button that was offered; anything else is the user's own text.
  if (!/^\d{1,3}$/.test(message.postback?.buttonClick.buttonId ?? '')) delete message.postback
  const position = positionIn(message.platformJson)
  if (position === undefined) delete message.platformJson
  else message.platformJson = { x_chat: position }
}

/** Where the message stands in its conversation: nothing of what it says. */
function positionIn(platformJson: object | undefined): object | undefined {
  const json = asObject(platformJson)
  const { channelData } = asObject(json?.activity) ?? {}
  const chat = asObject(json?.x_chat) ?? asObject(asObject(channelData)?.x_chat)
  if (chat === undefined) return undefined
  return { conversation_id: chat.conversation_id, sequence_id: chat.sequence_id }
}
