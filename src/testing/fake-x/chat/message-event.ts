import type { JsonObject } from '../../../internal/json'
import { asObject, asText } from '../../../internal/json'
import { intField, struct, structField, textField } from './thrift'

/** Who sent an event, where, and when. */
export interface EventFrame {
  readonly sequenceId: string
  readonly messageId: string
  readonly senderId: string
  /** `A:B`. */
  readonly conversationId: string
  /** In ms since 1970. */
  readonly at: number
}

/** X's numbers of the failures that it answers with in a 201. */
const chatFailures = { recipientNotTrusted: 7, recipientKeyChanged: 8, rateLimitUpsell: 12 } as const
export type ChatFailureName = keyof typeof chatFailures

/** The event of an encrypted message, as X frames what a client posted: a `MessageEvent` in base64. */
export function messageEvent(frame: EventFrame, body: JsonObject): string {
  const created = bytesOf(body.encoded_message_create_event)
  const signature = asText(body.encoded_message_event_signature)
  return encode(frame, struct(structField(1, created)), signature && bytesOf(signature))
}

/** The event of a signed action: the change of a conversation's key, or a deletion. */
export function actionEvent(frame: EventFrame, action: JsonObject): string {
  const signature = asObject(action.message_event_signature) ?? {}
  const signatureStruct = struct(
    textField(1, String(signature.signature)),
    textField(2, String(signature.public_key_version)),
    textField(3, String(signature.signature_version)),
  )
  return encode(frame, bytesOf(action.encoded_message_event_detail), signatureStruct)
}

/** The event that X answers with where it does not deliver a message. It is neither encrypted nor signed. */
export function failureEvent(frame: EventFrame, failure: ChatFailureName): string {
  return encode(frame, struct(structField(5, struct(intField(1, chatFailures[failure])))), undefined)
}

function encode(frame: EventFrame, detail: Buffer, signature: Buffer | '' | undefined): string {
  const { sequenceId, messageId, senderId, conversationId, at } = frame
  return struct(
    textField(1, sequenceId),
    textField(2, messageId),
    textField(3, senderId),
    textField(4, conversationId),
    textField(6, String(at)),
    structField(7, detail),
    ...(signature ? [structField(9, signature)] : []),
  ).toString('base64')
}

function bytesOf(base64: unknown): Buffer {
  return Buffer.from(asText(base64) ?? '', 'base64')
}
