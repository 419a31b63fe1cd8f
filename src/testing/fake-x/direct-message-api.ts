import { asList, asObject, type JsonObject } from '../../internal/json'
import { limits } from '../../twitter/messages/limits'
import { type ApiAnswer, problem, refusal } from './api-answers'
import { MediaUploads } from './media-uploads'

/** A direct message that the bot sent. */
export interface SentDirectMessage {
  readonly id: string
  readonly version: 'v1.1' | 'v2'
  readonly recipientId: string
  /** In the form of v1.1's `message_data`, whichever version took it. */
  readonly data: JsonObject
}

export interface DirectMessageApiOptions {
  nextId(): string
  /** Called with each message taken; returns it as an event. */
  onSent(message: SentDirectMessage): JsonObject
}

type Endpoint = (body: JsonObject, id: string) => ApiAnswer

/** X's endpoints for direct messages, v1.1 and v2, with X's limits, but without sockets. */
export class DirectMessageApi {
  readonly media = new MediaUploads()
  readonly typing: string[] = []
  readonly read: { readonly eventId: string; readonly recipientId: string }[] = []
  /** Users who take no messages from the bot. */
  readonly closedTo = new Set<string>()
  readonly #options: DirectMessageApiOptions
  readonly #endpoints: readonly (readonly [RegExp, Endpoint])[] = [
    [/^\/1\.1\/direct_messages\/events\/new\.json$/, (body) => this.#sendByV1(body)],
    [/^\/1\.1\/direct_messages\/indicate_typing\.json$/, (body) => this.#indicateTyping(body)],
    [/^\/1\.1\/direct_messages\/mark_read\.json$/, (body) => this.#markRead(body)],
    [/^\/2\/dm_conversations\/with\/(\d+)\/messages$/, (body, id) => this.#sendByV2(body, id)],
    [/^\/2\/media\/upload\/initialize$/, (body) => this.#initializeUpload(body)],
    [/^\/2\/media\/upload\/(\d+)\/append$/, (body, id) => this.#appendToUpload(body, id)],
    [/^\/2\/media\/upload\/(\d+)\/finalize$/, (_body, id) => this.#finalizeUpload(id)],
  ]

  constructor(options: DirectMessageApiOptions) {
    this.#options = options
  }

  /** Carries out a POST to the path. */
  post(path: string, body: JsonObject): ApiAnswer {
    for (const [pattern, endpoint] of this.#endpoints) {
      const match = pattern.exec(path)
      if (match !== null) return endpoint(body, match[1] ?? '')
    }
    return refusal(404, 34, 'Sorry, that page does not exist.')
  }

  #sendByV1(body: JsonObject): ApiAnswer {
    const create = asObject(asObject(body.event)?.message_create)
    const recipientId = asObject(create?.target)?.recipient_id
    const data = asObject(create?.message_data)
    if (typeof recipientId !== 'string' || data === undefined) {
      return refusal(400, 214, 'event.message_create needs a target and message_data.')
    }
    if (this.closedTo.has(recipientId)) return refusal(403, 349, 'You cannot send messages to this user.')
    if (String(data.text ?? '').length > limits.text) {
      return refusal(403, 354, 'The text of your direct message is over the max character limit.')
    }
    const broken = brokenRule(data) ?? this.#unknownMedia(asObject(asObject(data.attachment)?.media)?.id)
    if (broken !== undefined) return refusal(400, 214, broken)
    const event = this.#options.onSent({ id: this.#options.nextId(), version: 'v1.1', recipientId, data })
    return { status: 200, body: { event } }
  }

  #sendByV2(body: JsonObject, recipientId: string): ApiAnswer {
    const mediaId = asObject(asList(body.attachments)[0])?.media_id
    if (this.closedTo.has(recipientId)) {
      const detail = 'You do not have permission to DM one or more participants.'
      return problem(403, 'Forbidden', detail)
    }
    const text = typeof body.text === 'string' ? body.text : undefined
    if (text === undefined && mediaId === undefined)
      return problem(400, 'Invalid Request', 'text is missing.')
    if (text !== undefined && text.length > limits.text) {
      return problem(400, 'Invalid Request', 'text is too long.')
    }
    const broken = this.#unknownMedia(mediaId)
    if (broken !== undefined) return problem(400, 'Invalid Request', broken)
    const data = {
      ...(text !== undefined && { text }),
      ...(mediaId !== undefined && { attachment: { type: 'media', media: { id: mediaId } } }),
    }
    const id = this.#options.nextId()
    this.#options.onSent({ id, version: 'v2', recipientId, data })
    return { status: 201, body: { data: { dm_conversation_id: recipientId, dm_event_id: id } } }
  }

  #indicateTyping({ recipient_id }: JsonObject): ApiAnswer {
    this.typing.push(String(recipient_id))
    return { status: 204 }
  }

  #markRead({ last_read_event_id, recipient_id }: JsonObject): ApiAnswer {
    this.read.push({ eventId: String(last_read_event_id), recipientId: String(recipient_id) })
    return { status: 204 }
  }

  #initializeUpload({ media_type, media_category }: JsonObject): ApiAnswer {
    const id = this.#options.nextId()
    this.media.initialize(id, { contentType: String(media_type), category: String(media_category) })
    return { status: 200, body: { data: { id, media_key: `3_${id}` } } }
  }

  #appendToUpload({ segment_index, media }: JsonObject, id: string): ApiAnswer {
    const isTaken = Buffer.isBuffer(media) && this.media.append(id, Number(segment_index), media)
    return isTaken ? { status: 200, body: { data: {} } } : problem(400, 'Invalid Request', 'No such upload.')
  }

  #finalizeUpload(id: string): ApiAnswer {
    if (!this.media.finalize(id)) return problem(400, 'Invalid Request', 'No such upload.')
    return { status: 200, body: { data: { id, media_key: `3_${id}` } } }
  }

  #unknownMedia(id: unknown): string | undefined {
    return id === undefined || this.media.has(String(id)) ? undefined : 'The medium was not uploaded.'
  }
}

/** What X has against the quick replies and buttons. */
function brokenRule({ quick_reply, ctas }: JsonObject): string | undefined {
  const options = asList(asObject(quick_reply)?.options).map((option) => asObject(option) ?? {})
  const buttons = asList(ctas).map((button) => asObject(button) ?? {})
  if (options.length > limits.quickReplies) return 'There are too many quick replies.'
  if (buttons.length > limits.callToActions) return 'There are too many buttons.'
  if (options.some(({ label }) => isNoLabel(label, limits.quickReplyLabel)))
    return "An option's label is wrong."
  if (buttons.some(({ label }) => isNoLabel(label, limits.callToActionLabel)))
    return "A button's label is wrong."
  return undefined
}

function isNoLabel(label: unknown, maxLength: number): boolean {
  return typeof label !== 'string' || label === '' || [...label].length > maxLength
}
