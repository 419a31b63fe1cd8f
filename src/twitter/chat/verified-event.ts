import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import type { EngineEvent } from './chat-engine'

/** A medium of an encrypted message, as the engine describes it. */
export interface ChatMedium {
  readonly hashKey: string
  /** `image`, `gif`, `video`, `audio` or `file`. */
  readonly type: string
  readonly name: string | undefined
  readonly details: JsonObject
}

/** An event whose signature was verified, with one name for each field whatever the engine calls it. */
export interface VerifiedEvent {
  readonly id: string
  readonly senderId: string
  readonly conversationId: string
  readonly sequenceId: string
  /** ms since 1970; X's word, since the time is not signed. */
  readonly at: number
  readonly keyVersion: string
  /** `text`, `edit`, `reaction`, `reactionRemoved`, `deleted`, or a kind that is not known here. */
  readonly kind: string
  readonly text: string
  readonly emoji: string
  /** The sequence id of the message that an edit, a reaction or a deletion is about; '' for others. */
  readonly target: string
  /** The id of the message that this one answers; '' for others. */
  readonly repliesTo: string
  readonly media: readonly ChatMedium[]
}

/** undefined for an event that is not signed, or not verified, or has no id, sender or conversation. */
export function toVerifiedEvent(event: EngineEvent): VerifiedEvent | undefined {
  const { id, senderId, conversationId } = event
  const isSigned = event.type === 'message' || event.type === 'messageDeleted'
  if (!isSigned || event.verified !== true || !id || !senderId || !conversationId) return undefined
  const content = namedAsDeclared(asObject(event.content) ?? {})
  const isDeletion = event.type === 'messageDeleted'
  return {
    id,
    senderId,
    conversationId,
    sequenceId: textOf(event.sequenceId),
    at: Number(event.createdAtMsec),
    keyVersion: textOf(event.keyVersion),
    kind: isDeletion ? 'deleted' : textOf(content.contentType),
    text: textOf(content.newText ?? content.text),
    emoji: textOf(content.emoji),
    target: textOf(isDeletion ? asList(event.messageIds)[0] : content.targetMessageId),
    repliesTo: textOf(asObject(content.replyingToPreview)?.replyingToMessageId),
    media: asObjects(event.attachments).flatMap(toMedium),
  }
}

/** The engine declares camelCase names and has others at run time: both are read. */
function namedAsDeclared(content: JsonObject): JsonObject {
  const entries = Object.entries(content).map(([name, value]) => [camelCase(name), value])
  const named: JsonObject = Object.fromEntries(entries)
  return { ...named, contentType: camelCase(textOf(named.contentType)) }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function toMedium(medium: JsonObject): readonly ChatMedium[] {
  const { mediaHashKey, mediaType, filename, dimensions, filesizeBytes } = medium
  const hashKey = textOf(mediaHashKey)
  if (hashKey === '') return []
  const details = { mediaHashKey: hashKey, dimensions, filesizeBytes }
  return [{ hashKey, type: textOf(mediaType), name: asText(filename), details }]
}

function textOf(value: unknown): string {
  return asText(value) ?? ''
}
