import { types } from 'node:util'
import { asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import type { ActivityLike, AttachmentLike } from '../../mapping/activity-like'
import { type Buttons, nativeButtons, toButtons } from './button'
import { readMessageCard } from './card'
import type { CallToAction, QuickReply } from './direct-message'
import { checkCallToActions, checkQuickReplies, limits } from './limits'
import { DirectMessageError } from './message-error'
import { splitText } from './split-text'

/** A direct message without its recipient, whose medium is still to be uploaded. */
export interface PlannedMessage {
  readonly text?: string
  readonly quickReplies?: readonly QuickReply[]
  readonly callToActions?: readonly CallToAction[]
  readonly media?: MediaSource
}

/** Where a medium is: an http or data URL, or its bytes. */
export interface MediaSource {
  readonly contentType: string
  readonly source: string | Uint8Array
}

/**
 * The direct messages that carry an activity, in order. A message takes one medium and 10,000 characters: all media
 * but the last and all parts of the text but the last go ahead; the last ones come together with the buttons.
 *
 * @param canUpload false: media that have an address are sent as links in the text.
 * @throws DirectMessageError where the activity cannot be sent
 */
export function planMessages(
  activity: ActivityLike,
  { canUpload }: { readonly canUpload: boolean },
): readonly PlannedMessage[] {
  const { text, media, buttons } = collect(activity, canUpload)
  checkQuickReplies(buttons.quickReplies)
  checkCallToActions(buttons.callToActions)
  const parts = splitText(text, limits.text)
  const last = lastMessage(parts.at(-1), media.at(-1), buttons)
  if (last === undefined) return []
  const messages: PlannedMessage[] = media.slice(0, -1).map((medium) => ({ media: medium }))
  for (const part of parts.slice(0, -1)) messages.push({ text: part })
  messages.push(last)
  return messages
}

function lastMessage(
  text: string | undefined,
  media: MediaSource | undefined,
  { quickReplies, callToActions }: Buttons,
): PlannedMessage | undefined {
  const hasButtons = quickReplies.length > 0 || callToActions.length > 0
  if (text === undefined && media === undefined) {
    if (!hasButtons) return undefined
    throw new DirectMessageError('The message has buttons only; X wants a text or a medium with them.')
  }
  const message: { -readonly [Field in keyof PlannedMessage]: PlannedMessage[Field] } = {}
  if (text !== undefined) message.text = text
  if (media !== undefined) message.media = media
  if (quickReplies.length > 0) message.quickReplies = quickReplies
  if (callToActions.length > 0) message.callToActions = callToActions
  return message
}

interface Content {
  readonly text: string
  readonly media: readonly MediaSource[]
  readonly buttons: Buttons
}

function collect(activity: ActivityLike, canUpload: boolean): Content {
  const lines: string[] = []
  const media: MediaSource[] = []
  const actions: JsonObject[] = [...asObjects(activity.suggestedActions?.actions)]
  const text = asText(activity.text)
  if (text?.trim()) lines.push(text)
  const addMedia = (medium: MediaSource): void => {
    if (canUpload) media.push(medium)
    else lines.push(link(medium.source, medium.contentType))
  }
  for (const attachment of asObjects(activity.attachments) as readonly AttachmentLike[]) {
    const medium = mediaSource(attachment)
    const card = medium ? undefined : readMessageCard(attachment.contentType ?? '', attachment.content)
    if (medium !== undefined) addMedia(medium)
    else if (card === undefined) lines.push(link(attachment.contentUrl, attachment.contentType))
    else {
      lines.push(...card.text.filter((line) => line.trim() !== ''))
      for (const source of card.images) addMedia({ contentType: 'image/*', source })
      actions.push(...card.buttons)
    }
  }
  const buttons = actions.length > 0 ? toButtons(actions) : nativeButtons(nativeData(activity.channelData))
  return { text: lines.join('\n'), media, buttons }
}

function mediaSource({ contentType = '', contentUrl, content }: AttachmentLike): MediaSource | undefined {
  if (!/^(?:image|video)(?:\/|$)/.test(contentType)) return undefined
  const source = types.isUint8Array(content) ? content : contentUrl
  return source === undefined ? undefined : { contentType, source }
}

function link(source: unknown, contentType: string | undefined): string {
  if (typeof source === 'string' && /^https?:\/\//i.test(source)) return source
  throw new DirectMessageError(
    `An attachment of type ${contentType} cannot go in a direct message. Send text, an image, a video, a hero or thumbnail card, or give the attachment an http address: it is sent as a link.`,
  )
}

/** The `message_data` where a bot put Twitter JSON in channelData itself. */
export function nativeData(channelData: unknown): JsonObject | undefined {
  const [event] = asObjects(asObject(channelData)?.direct_message_events)
  return asObject(asObject(event?.message_create)?.message_data)
}
