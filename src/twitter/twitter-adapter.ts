import type { ServerResponse } from 'node:http'
import type { Activity, ConversationReference, ResourceResponse, TurnContext as Turn } from 'botbuilder'
import { continuation, referenceTo } from './activities/continuation'
import type { TwitterActivity } from './activities/twitter-activity'
import { DirectMessageError } from './messages/message-error'
import { Sender } from './messages/sender'
import { resolveOptions, type TwitterAdapterOptions } from './options'
import { requirePeer } from './require-peer'
import type { WebhookRequest } from './webhook/read-body'
import { Webhook } from './webhook/webhook'

const { BotAdapter, TurnContext } = requirePeer(
  'TwitterAdapter',
  'botbuilder',
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
  readonly #webhook: Webhook
  readonly #sender: Sender
  readonly #userId: string | undefined

  /** @throws {ConfigError} where an option is missing, unknown or wrong */
  constructor(options: TwitterAdapterOptions) {
    super()
    const { webhook, client, userId } = resolveOptions('TwitterAdapter', options)
    this.#webhook = new Webhook(webhook)
    this.#sender = new Sender(client)
    this.#userId = userId
  }

  /**
   * Handles a request of X to the webhook: GET answers the challenge (CRC), POST takes a signed body, which is
   * answered at once. Each event is a turn of its own, in order within a conversation, at once across them. An error
   * of a turn goes to `onTurnError`.
   *
   * @returns when the turns are over; never rejects.
   */
  process(request: WebhookRequest, response: ServerResponse, logic: TurnLogic): Promise<void> {
    return this.#webhook.process(request, response, (activity) => this.#run(activity, logic))
  }

  /** Resolves once no turn is running or waiting: wait for it before the process ends. */
  whenIdle(): Promise<void> {
    return this.#webhook.whenIdle()
  }

  /** A reference to the conversation with a user, to begin one: the user must accept messages from the bot. */
  conversationWith(userId: string): Partial<ConversationReference> {
    return referenceTo(userId, this.#userId) as Partial<ConversationReference>
  }

  /** Runs a turn that no message began, with an event activity named ContinueConversation. */
  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: TurnLogic,
  ): Promise<void> {
    await this.#run(continuation(reference, this.#userId), logic)
  }

  /** As `continueConversation`; the app's id and the audience mean nothing to X. */
  override continueConversationAsync(
    _appId: unknown,
    reference: Partial<ConversationReference>,
    ...rest: [TurnLogic] | [audience: string, logic: TurnLogic]
  ): Promise<void> {
    const [logic] = rest.slice(-1)
    return this.continueConversation(reference, logic as TurnLogic)
  }

  override sendActivities(_context: Turn, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return this.#sender.send(activities)
  }

  override updateActivity(): Promise<void> {
    return Promise.reject(new DirectMessageError('X cannot change a direct message that was sent.'))
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(
      new DirectMessageError('The adapter deletes no direct messages: X would delete them for the bot only.'),
    )
  }

  async #run(activity: TwitterActivity, logic: TurnLogic): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity as Partial<Activity>), async (context) => {
      await logic(context)
    })
  }
}
