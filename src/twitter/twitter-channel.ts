import type { ServerResponse } from 'node:http'
import type { ActivityLike } from '../mapping/activity-like'
import { continuation } from './activities/continuation'
import { toActivity } from './activities/to-activity'
import {
  account,
  type ReferenceLike,
  type TwitterAccount,
  type TwitterActivity,
} from './activities/twitter-activity'
import { isChatActivity } from './chat/chat-conversation'
import type { AttachedMedium } from './chat/chat-media'
import { EncryptedConversations } from './chat/encrypted-conversations'
import { systemClock } from './clock'
import type { InboxTurn } from './inbox/inbox'
import type { Media } from './messages/direct-message-client'
import { Sender, type SentResource } from './messages/sender'
import { resolveAdapterOptions, type TwitterAdapterOptions } from './options'
import type { AdapterStats } from './turns/adapter-stats'
import { type ClosedAdapter, type RunTurn, TurnRunner } from './turns/turn-runner'
import { nodeExchange, writeAnswer } from './webhook/node-exchange'
import { OwnEchoes } from './webhook/own-echoes'
import type { WebhookRequest } from './webhook/read-body'
import type { ConversationEvent, TwitterEvent } from './webhook/twitter-events'
import { Webhook } from './webhook/webhook'

export interface AdapterCloseOptions {
  /** How long closing may take, in ms. @default 5_000 */
  readonly timeoutMs?: number | undefined
}

/** What the adapters of both bot frameworks share: all but the framework's own classes. */
export class TwitterChannel {
  /** The bot's account, where the options name it. */
  readonly bot: TwitterAccount | undefined
  readonly #webhook: Webhook
  readonly #turns: TurnRunner
  readonly #sender: Sender
  readonly #chat: EncryptedConversations
  readonly #echoes: OwnEchoes
  #closed: Promise<ClosedAdapter> | undefined

  /**
   * @param owner Named in errors.
   * @throws {ConfigError} where an option is missing, unknown or wrong
   */
  constructor(owner: string, options: TwitterAdapterOptions) {
    const { client, userId, chat, appId, ...others } = resolveAdapterOptions(owner, options)
    this.bot = userId === undefined ? undefined : account({ id: userId }, 'bot')
    this.#chat = new EncryptedConversations({ channel: chat, onError: others.onError })
    this.#turns = new TurnRunner({ ...others, toActivity: (turn) => this.#activityOf(turn) })
    this.#webhook = new Webhook({ ...others, userId, turns: this.#turns, chat: this.#chat })
    this.#echoes = new OwnEchoes(appId)
    this.#sender = new Sender(client, systemClock, this.#echoes)
  }

  /** Resolves when the turns are over; never rejects. */
  async process(request: WebhookRequest, response: ServerResponse, runTurn: RunTurn): Promise<void> {
    const { answer, over } = await this.#webhook.receive(nodeExchange(request), runTurn)
    writeAnswer(response, answer)
    await over
  }

  resume(runTurn: RunTurn): void {
    this.#turns.resume(runTurn)
  }

  stats(): AdapterStats {
    return this.#turns.stats()
  }

  whenIdle(): Promise<void> {
    return this.#turns.whenIdle()
  }

  /** The first call decides on the time. */
  close({ timeoutMs = 5_000 }: AdapterCloseOptions = {}): Promise<ClosedAdapter> {
    this.#closed ??= this.#turns.close(timeoutMs)
    return this.#closed
  }

  /** In order, each on the stack of its conversation: encrypted or plain. */
  async send(activities: readonly ActivityLike[]): Promise<SentResource[]> {
    if (!activities.some(isChatActivity)) return this.#sender.send(activities)
    const sent: SentResource[] = []
    for (const activity of activities) {
      if (isChatActivity(activity)) sent.push(await this.#chat.send(activity))
      else sent.push(...(await this.#sender.send([activity])))
    }
    return sent
  }

  openMedia(attachment: AttachedMedium): Promise<Media> {
    return this.#chat.openMedia(attachment)
  }

  continuation(reference: ReferenceLike): TwitterActivity {
    return continuation(reference, this.bot?.id)
  }

  #activityOf({ event: kept }: InboxTurn): TwitterActivity | Promise<TwitterActivity | undefined> {
    const event = kept as object as TwitterEvent
    if (event.kind === 'chat') return this.#chat.read(event.event)
    return event.kind === 'message' && event.byBot ? this.#echoOf(event) : toActivity(event)
  }

  /** Undefined for the echo of what the bot itself sent. */
  async #echoOf(event: ConversationEvent): Promise<TwitterActivity | undefined> {
    return (await this.#echoes.includes(event)) ? undefined : toActivity(event)
  }
}
