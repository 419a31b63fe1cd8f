import type { ServerResponse } from 'node:http'
import type { ActivityLike } from '../mapping/activity-like'
import { account, continuation, type ReferenceLike } from './activities/continuation'
import type { TwitterAccount, TwitterActivity } from './activities/twitter-activity'
import { Sender, type SentResource } from './messages/sender'
import { resolveAdapterOptions, type TwitterAdapterOptions } from './options'
import type { WebhookRequest } from './webhook/read-body'
import { type RunTurn, Webhook } from './webhook/webhook'

/** What the adapters of both bot frameworks share: all but the framework's own classes. */
export class TwitterChannel {
  /** The bot's account, where the options name it. */
  readonly bot: TwitterAccount | undefined
  readonly #webhook: Webhook
  readonly #sender: Sender

  /**
   * @param owner Named in errors.
   * @throws {ConfigError} where an option is missing, unknown or wrong
   */
  constructor(owner: string, options: TwitterAdapterOptions) {
    const { webhook, client, userId } = resolveAdapterOptions(owner, options)
    this.bot = userId === undefined ? undefined : account({ id: userId }, 'bot')
    this.#webhook = new Webhook(webhook)
    this.#sender = new Sender(client)
  }

  process(request: WebhookRequest, response: ServerResponse, runTurn: RunTurn): Promise<void> {
    return this.#webhook.process(request, response, runTurn)
  }

  whenIdle(): Promise<void> {
    return this.#webhook.whenIdle()
  }

  send(activities: readonly ActivityLike[]): Promise<SentResource[]> {
    return this.#sender.send(activities)
  }

  continuation(reference: ReferenceLike): TwitterActivity {
    return continuation(reference, this.bot?.id)
  }
}
