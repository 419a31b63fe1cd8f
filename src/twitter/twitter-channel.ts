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
import type { InboxTurn } from './inbox/inbox'
import { Sender, type SentResource } from './messages/sender'
import { resolveAdapterOptions, type TwitterAdapterOptions } from './options'
import type { AdapterStats } from './turns/adapter-stats'
import { type ClosedAdapter, type RunTurn, TurnRunner } from './turns/turn-runner'
import { nodeExchange, writeAnswer } from './webhook/node-exchange'
import type { WebhookRequest } from './webhook/read-body'
import type { TwitterEvent } from './webhook/twitter-events'
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
  #closed: Promise<ClosedAdapter> | undefined

  /**
   * @param owner Named in errors.
   * @throws {ConfigError} where an option is missing, unknown or wrong
   */
  constructor(owner: string, options: TwitterAdapterOptions) {
    const { client, userId, ...others } = resolveAdapterOptions(owner, options)
    this.bot = userId === undefined ? undefined : account({ id: userId }, 'bot')
    this.#turns = new TurnRunner({ ...others, toActivity: activityOf })
    this.#webhook = new Webhook({ ...others, userId, turns: this.#turns })
    this.#sender = new Sender(client)
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

  send(activities: readonly ActivityLike[]): Promise<SentResource[]> {
    return this.#sender.send(activities)
  }

  continuation(reference: ReferenceLike): TwitterActivity {
    return continuation(reference, this.bot?.id)
  }
}

function activityOf({ event }: InboxTurn): TwitterActivity {
  return toActivity(event as object as TwitterEvent)
}
