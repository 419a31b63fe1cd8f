import type { ServerResponse } from 'node:http'
import type { Activity, ConversationReference, ResourceResponse, TurnContext as Turn } from 'botbuilder'
import { requirePeer } from '../internal/require-peer'
import { referenceTo } from './activities/continuation'
import type { TwitterActivity } from './activities/twitter-activity'
import { cannotDelete, cannotUpdate } from './messages/message-error'
import type { TwitterAdapterOptions } from './options'
import { TwitterChannel } from './twitter-channel'
import type { WebhookRequest } from './webhook/read-body'

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

  /** @throws {ConfigError} where an option is missing, unknown or wrong */
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
  process(request: WebhookRequest, response: ServerResponse, logic: TurnLogic): Promise<void> {
    return this.#channel.process(request, response, (activity) => this.#run(activity, logic))
  }

  /** Resolves once no turn is running or waiting: wait for it before the process ends. */
  whenIdle(): Promise<void> {
    return this.#channel.whenIdle()
  }

  /** A reference to the conversation with a user, to begin one: the user must accept messages from the bot. */
  conversationWith(userId: string): Partial<ConversationReference> {
    const bot = this.#channel.bot
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

  /** X cannot change a message. @throws {DirectMessageError} always */
  override updateActivity(): Promise<void> {
    return Promise.reject(cannotUpdate())
  }

  /** X deletes a message for the bot only. @throws {DirectMessageError} always */
  override deleteActivity(): Promise<void> {
    return Promise.reject(cannotDelete())
  }

  async #run(activity: TwitterActivity, logic: TurnLogic): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity as Partial<Activity>), async (context) => {
      await logic(context)
    })
  }
}
