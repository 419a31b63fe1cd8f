import type { ServerResponse } from 'node:http'
import type { Activity, ConversationReference, ResourceResponse, TurnContext as Turn } from 'botbuilder'
import { requirePeer } from '../internal/require-peer'
import { referenceTo } from './activities/continuation'
import type { TwitterActivity } from './activities/twitter-activity'
import type { AttachedMedium } from './chat/chat-media'
import type { Media } from './messages/direct-message-client'
import { cannotDelete, cannotUpdate } from './messages/message-error'
import type { TwitterAdapterOptions } from './options'
import type { AdapterStats } from './turns/adapter-stats'
import type { RunTurn } from './turns/callers'
import { setTurnAttempt } from './turns/turn-attempt'
import type { ClosedAdapter } from './turns/turn-runner'
import { type AdapterCloseOptions, TwitterChannel } from './twitter-channel'
import type { WebhookCall } from './webhook/call-exchange'
import type { Answer } from './webhook/exchange'
import type { FetchRequest } from './webhook/fetch-exchange'
import type { WebhookRequest, WrappedReply, WrappedRequest } from './webhook/read-body'

const { BotAdapter, TurnContext } = requirePeer(
  'TwitterAdapter',
  ['botbuilder'],
  (): typeof import('botbuilder') => require('botbuilder'),
)

/** What a bot does in a turn. */
export type TurnLogic = (context: Turn) => Promise<unknown>

/**
 * Connects a botbuilder bot to the direct messages of an X account.
 *
 * @example
 * const adapter = new TwitterAdapter({ consumerSecret, client: new TwitterApiClient({ ...keys }) })
 * createServer((req, res) => void adapter.process(req, res, (context) => bot.run(context)))
 */
export class TwitterAdapter extends BotAdapter {
  readonly #channel: TwitterChannel

  /** @throws ConfigError where an option is missing, unknown or wrong */
  constructor(options: TwitterAdapterOptions) {
    super()
    this.#channel = new TwitterChannel('TwitterAdapter', options)
  }

  /**
   * Handles a request of X to the webhook: GET answers the challenge (CRC), POST takes a signed body, which is
   * answered at once. Each event is a turn of its own, in order within a conversation, at once across them. An error
   * of a turn goes to `onTurnError`.
   *
   * @returns when the turns are over; never rejects.
   */
  process(
    request: WebhookRequest | WrappedRequest,
    response: ServerResponse | WrappedReply,
    logic: TurnLogic,
  ): Promise<void> {
    return this.#channel.process(request, response, this.#runner(logic))
  }

  /**
   * Handles a request of X in a function (AWS Lambda, say) that ends with its answer.
   *
   * @returns the answer, when the turns are over. With a durable inbox after 8 s at the latest: an event whose turn is
   * not over waits in it. With the memory inbox after `turnTimeoutMs`.
   */
  handle(call: WebhookCall, logic: TurnLogic): Promise<Answer> {
    return this.#channel.handle(call, this.#runner(logic))
  }

  /** As `handle`, for a `Request` of the web's standard: Next, Hono, Bun, Deno, Azure Functions. */
  fetch(request: FetchRequest, logic: TurnLogic): Promise<Response> {
    return this.#channel.fetch(request, this.#runner(logic))
  }

  /**
   * Runs what a durable inbox holds, at once and from then on, whether webhooks come or not: call it when the bot
   * starts. Without it, what an ended process left waits for the next webhook.
   */
  resume(logic: TurnLogic): void {
    this.#channel.resume(this.#runner(logic))
  }

  /** What the adapter has to do, and what it did since it was made. */
  stats(): AdapterStats {
    return this.#channel.stats()
  }

  /**
   * Resolves once no turn is running, and none is waiting that this process is going to run: what an ended process left
   * counts from `resume` or the first webhook on, and nothing that waits after `close`.
   */
  whenIdle(): Promise<void> {
    return this.#channel.whenIdle()
  }

  /**
   * Answers new webhooks with 503 from now on and waits for running turns; with the memory inbox for waiting ones too.
   * What is left then stays in a durable inbox, and is lost with the memory inbox. Never rejects.
   */
  close(options?: AdapterCloseOptions): Promise<ClosedAdapter> {
    return this.#channel.close(options)
  }

  /**
   * A reference to the conversation with a user, to begin one: the user must accept messages from the bot.
   *
   * @param accountId The bot's account, where it has several.
   */
  conversationWith(userId: string, accountId?: string): Partial<ConversationReference> {
    const bot = this.#channel.botFor(accountId)
    return { ...referenceTo(userId), ...(bot && { bot }) } as Partial<ConversationReference>
  }

  /**
   * Runs a turn that no message began, with an event activity named ContinueConversation. It does not wait for other
   * turns of the conversation, so it can be called in one.
   *
   * @param reference One of an earlier turn, or `conversationWith(userId)`.
   */
  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: TurnLogic,
  ): Promise<void> {
    await this.#run(this.#channel.continuation(reference), logic)
  }

  /** As `continueConversation`; the app's id and the audience mean nothing to X. */
  override continueConversationAsync(
    _appId: unknown,
    reference: Partial<ConversationReference>,
    ...rest: [TurnLogic] | [audience: string, logic: TurnLogic]
  ): Promise<void> {
    const logic = rest.length === 1 ? rest[0] : rest[1]
    return this.continueConversation(reference, logic)
  }

  /** Called by the turn's context. One response each, in order: the id of the activity's last direct message. */
  override sendActivities(_context: Turn, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return this.#channel.send(activities)
  }

  /**
   * Downloads and decrypts a medium that came in an encrypted message (X Chat).
   *
   * @param attachment One of the activity's, with a `contentUrl` that begins with `xchat:`.
   * @throws DirectMessageError where it is not an encrypted medium
   * @throws XChatError where its key is not known, or it arrived damaged
   */
  openMedia(attachment: AttachedMedium): Promise<Media> {
    return this.#channel.openMedia(attachment)
  }

  /** X cannot change a message. @throws DirectMessageError always */
  override updateActivity(): Promise<void> {
    return Promise.reject(cannotUpdate())
  }

  /** X deletes a message for the bot only. @throws DirectMessageError always */
  override deleteActivity(): Promise<void> {
    return Promise.reject(cannotDelete())
  }

  #runner(logic: TurnLogic): RunTurn {
    return (activity, attempt) => this.#run(activity, logic, attempt)
  }

  async #run(activity: TwitterActivity, logic: TurnLogic, attempt = 1): Promise<void> {
    const turn = new TurnContext(this, activity as Partial<Activity>)
    setTurnAttempt(turn, attempt)
    await this.runMiddleware(turn, async (context) => {
      await logic(context)
    })
  }
}
