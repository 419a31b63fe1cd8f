import { asObject, asText } from '../../internal/json'
import { emptyResponse } from '../../internal/nothing-sent'
import type { ActivityLike } from '../../mapping/activity-like'
import { type Clock, systemClock } from '../clock'
import { loadMedia, type MediaOptions } from '../media/load-media'
import { OwnEchoes } from '../webhook/own-echoes'
import type { DirectMessage } from './direct-message'
import type { DirectMessageClient, SentMessage } from './direct-message-client'
import { earlierSent } from './earlier-sent'
import { DirectMessageError } from './message-error'
import { nativeData, type PlannedMessage, planMessages } from './plan-messages'
import { isSameMessage, sentEvent } from './sent-event'

/** What a bot gets for an activity: the id of its last direct message, '' where nothing was sent. */
export interface SentResource {
  id: string
}

export interface SenderOptions {
  readonly clock?: Clock
  readonly echoes?: OwnEchoes
  readonly media?: MediaOptions
}

/** Carries out what a bot sends, without a bot framework. */
export class Sender {
  readonly #client: DirectMessageClient
  readonly #clock: Clock
  readonly #echoes: OwnEchoes
  readonly #media: MediaOptions

  constructor(
    client: DirectMessageClient,
    { clock = systemClock, echoes = new OwnEchoes(), media = { allowsPrivate: false } }: SenderOptions = {},
  ) {
    this.#client = client
    this.#clock = clock
    this.#echoes = echoes
    this.#media = media
  }

  /**
   * Sends an activity. A message gets its `id`, and in `channelData` the events that went out, as soon as these are
   * known: where a later one fails, the earlier ones are known to be sent.
   *
   * @throws DirectMessageError where the activity cannot be a direct message; what the client rejects with
   */
  async send(activity: ActivityLike): Promise<SentResource> {
    const id = await this.#sendOne(activity)
    return id === undefined ? emptyResponse() : { id }
  }

  async #sendOne(activity: ActivityLike): Promise<string | undefined> {
    switch (activity.type) {
      case 'message':
        return this.#sendMessage(activity)
      case 'typing':
        await this.#client.sendTyping(recipientOf(activity))
        return undefined
      case 'event':
        if (activity.name === 'markRead') await this.#markRead(activity)
        return undefined
      case 'delay':
        await this.#clock.wait(Number(activity.value) || 0)
        return undefined
      default:
        return undefined
    }
  }

  async #markRead(activity: ActivityLike): Promise<void> {
    const eventId = asText(activity.value) ?? activity.replyToId
    if (eventId === undefined) {
      throw new DirectMessageError('markRead needs the id of the last message read as its value.')
    }
    await this.#client.markRead(eventId, recipientOf(activity))
  }

  async #sendMessage(activity: ActivityLike): Promise<string | undefined> {
    const recipientId = recipientOf(activity)
    const botId = activity.from?.id
    const native = nativeData(activity.channelData)
    const plan = planMessages(activity, { canUpload: this.#client.upload !== undefined })
    const events: object[] = []
    const record = (message: DirectMessage, sent: readonly SentMessage[]): void => {
      for (const { id, event, instead = message } of sent) {
        events.push(event ?? sentEvent({ message: instead, id, botId, sentAt: this.#clock.now() }))
        activity.id = id
      }
      // Twitter JSON that the bot gave stays where it is just what was sent.
      if (plan.length === 1 && native !== undefined && isSameMessage(message, native)) return
      if (sent.length === 0) return
      activity.channelData = { ...asObject(activity.channelData), direct_message_events: events }
    }
    let lastId: string | undefined
    for (const planned of plan) {
      const message = await this.#withMedia(planned, recipientId)
      try {
        const sent = await this.#echoes.send(recipientId, () => this.#client.send(message))
        record(message, [...(sent.earlier ?? []), sent])
        lastId = sent.id
      } catch (error) {
        record(message, earlierSent(error))
        throw error
      }
    }
    return lastId
  }

  async #withMedia(planned: PlannedMessage, recipientId: string): Promise<DirectMessage> {
    if (planned.media === undefined || this.#client.upload === undefined) return { recipientId, ...planned }
    const { media, ...message } = planned
    const mediaId = await this.#client.upload(await loadMedia(media, this.#media))
    return { recipientId, ...message, mediaId }
  }
}

/** A conversation's id is the user's. */
function recipientOf({ conversation, recipient }: ActivityLike): string {
  const id = conversation?.id ?? recipient?.id
  if (id === undefined)
    throw new DirectMessageError('The activity has neither a conversation nor a recipient.')
  return id
}
