import type { Agent } from 'node:http'
import * as v from 'valibot'
import { asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { filledString, objectWith, parseOptions, timerMs } from '../../internal/options'
import { type Clock, systemClock } from '../clock'
import { type ApiCalls, openApiCalls } from './api-calls'
import { Requests } from './requests'
import type { TwitterApiKeys } from './twitter-api'
import { TwitterApiError } from './twitter-api-error'

export interface XWebhooksOptions extends TwitterApiKeys {
  /** The app's bearer token. @default fetched with the app's key and secret */
  readonly bearerToken?: string
  /** How long X may be silent during a request, in ms. @default 10_000 */
  readonly timeoutMs?: number
  /** For a proxy, or a server that stands in for X. */
  readonly agent?: Agent
}

/** A webhook that the app has registered. */
export interface XWebhook {
  readonly id: string
  readonly url: string
  /** false: X delivers nothing, since the webhook failed a challenge (CRC) or could not be reached for 28 hours. */
  readonly valid: boolean
  /** ISO 8601. */
  readonly createdAt: string | undefined
}

/** The account whose access token is used. */
export interface XAccount {
  readonly id: string
  readonly username: string | undefined
}

/** A subscription of the X Activity API: one event type of one account. */
export interface XActivitySubscription {
  readonly id: string
  readonly eventType: string
  readonly userId: string | undefined
  readonly webhookId: string | undefined
}

/** How many accounts the app has subscribed, and may, in the Account Activity API. */
export interface XSubscriptionCount {
  readonly subscribed: number | undefined
  readonly limit: number | undefined
}

/** A span of time to deliver again; X counts in whole minutes. */
export interface XReplaySpan {
  readonly from: Date
  readonly to: Date
}

const schema = v.strictObject({
  appKey: filledString,
  appSecret: filledString,
  accessToken: filledString,
  accessSecret: filledString,
  bearerToken: v.optional(filledString),
  timeoutMs: v.optional(timerMs(1), 10_000),
  agent: v.optional(objectWith<Agent>('destroy')),
})

/**
 * Registers an app's webhook with X and subscribes accounts to it: what connects a `TwitterAdapter` to X. The command
 * `botbuilder-dashbot x` does the same from a shell.
 *
 * @example
 * const webhooks = new XWebhooks({ appKey, appSecret, accessToken, accessSecret })
 * const { id } = await webhooks.register('https://bot.example/webhook')
 * await webhooks.subscribe(id)
 */
export class XWebhooks {
  readonly #calls: ApiCalls
  readonly #requests: Requests

  /**
   * @throws ConfigError where an option is missing, unknown or wrong
   * @throws MissingPeerError where `twitter-api-v2` is not installed
   */
  constructor(options: XWebhooksOptions, clock: Clock = systemClock) {
    this.#calls = openApiCalls(parseOptions('XWebhooks', schema, options))
    this.#requests = new Requests({ maxRateLimitWaitMs: 0, clock })
  }

  /** The app's webhooks. @throws TwitterApiError */
  async list(): Promise<readonly XWebhook[]> {
    const { data } = await this.#asApp('list webhooks', 'get', 'webhooks')
    return asObjects(data).flatMap(toWebhook)
  }

  /**
   * Registers a webhook; X challenges it (CRC) at once, so the bot must be running there. A webhook that the app has
   * registered for this address already is validated and returned.
   *
   * @param url https, without a port, reachable by X.
   * @throws TwitterApiError where X refuses it: the remedy says what to change
   */
  async register(url: string): Promise<XWebhook> {
    const known = (await this.list()).find((webhook) => webhook.url === url)
    if (known !== undefined) return { ...known, valid: known.valid || (await this.validate(known.id)) }
    const answer = await this.#asApp('register a webhook', 'post', 'webhooks', { url })
    const [webhook] = toWebhook(asObject(answer.data) ?? answer)
    if (webhook !== undefined) return webhook
    throw new TwitterApiError('X registered the webhook, but gave no id of it.', {
      remedy: 'List the webhooks, and subscribe to the one with its address.',
    })
  }

  /** Makes X challenge the webhook again, which re-enables it. @returns true where it is valid now */
  async validate(webhookId: string): Promise<boolean> {
    const answer = await this.#asApp('validate a webhook', 'put', `webhooks/${part(webhookId)}`)
    return (asObject(answer.data)?.valid ?? answer.valid) !== false
  }

  /** Removes a webhook with its subscriptions. @throws TwitterApiError */
  async remove(webhookId: string): Promise<void> {
    await this.#asApp('remove a webhook', 'delete', `webhooks/${part(webhookId)}`)
  }

  /** The account whose access token is used. @throws TwitterApiError */
  async account(): Promise<XAccount> {
    const { data } = await this.#asAccount('read the account', 'get', 'users/me')
    const { id, username } = asObject(data) ?? {}
    return { id: asText(id) ?? '', username: asText(username) }
  }

  /** true: the account is subscribed to the webhook in the Account Activity API. @throws TwitterApiError */
  async isSubscribed(webhookId: string): Promise<boolean> {
    const path = `account_activity/webhooks/${part(webhookId)}/subscriptions/all`
    const { data } = await this.#asAccount('check a subscription', 'get', path)
    return asObject(data)?.subscribed === true
  }

  /**
   * Subscribes the account to the webhook in the Account Activity API. Nothing changes where it is subscribed already.
   *
   * @throws TwitterApiError
   */
  async subscribe(webhookId: string): Promise<void> {
    const path = `account_activity/webhooks/${part(webhookId)}/subscriptions/all`
    try {
      await this.#asAccount('subscribe the account', 'post', path)
    } catch (error) {
      if (!(error instanceof TwitterApiError) || error.reason !== 'DuplicateSubscriptionFailed') throw error
    }
  }

  /** Ends the account's subscription in the Account Activity API. @throws TwitterApiError */
  async unsubscribe(webhookId: string, userId: string): Promise<void> {
    const path = `account_activity/webhooks/${part(webhookId)}/subscriptions/${part(userId)}/all`
    try {
      await this.#asApp('unsubscribe the account', 'delete', path)
    } catch (error) {
      if (!(error instanceof TwitterApiError) || error.reason !== 'SubscriptionNotFound') throw error
    }
  }

  /** @throws TwitterApiError */
  async subscriptionCount(): Promise<XSubscriptionCount> {
    const { data } = await this.#asApp('count subscriptions', 'get', 'account_activity/subscriptions/count')
    const { subscriptions_count_all, provisioned_count } = asObject(data) ?? {}
    return { subscribed: toCount(subscriptions_count_all), limit: toCount(provisioned_count) }
  }

  /** The app's subscriptions in the X Activity API. @throws TwitterApiError */
  async activitySubscriptions(): Promise<readonly XActivitySubscription[]> {
    const { data } = await this.#asApp('list subscriptions', 'get', 'activity/subscriptions')
    return asObjects(data).map((row) => ({
      id: asText(row.subscription_id) ?? '',
      eventType: asText(row.event_type) ?? '',
      userId: asText(asObject(row.filter)?.user_id),
      webhookId: asText(row.webhook_id),
    }))
  }

  /**
   * Subscribes the account to an event type of the X Activity API, for example `chat.received`. Events of direct
   * messages need the account's own consent, which its access token stands for.
   *
   * @throws TwitterApiError
   */
  async subscribeToActivity(webhookId: string, userId: string, eventType: string): Promise<void> {
    const body = { event_type: eventType, filter: { user_id: userId }, webhook_id: webhookId, tag: 'bot' }
    await this.#asAccount(`subscribe to ${eventType}`, 'post', 'activity/subscriptions', body)
  }

  /** @throws TwitterApiError */
  async unsubscribeFromActivity(subscriptionId: string): Promise<void> {
    const path = `activity/subscriptions/${part(subscriptionId)}`
    await this.#asApp('end a subscription', 'delete', path)
  }

  /**
   * Makes X deliver again what it tried to deliver within a span of the last 24 hours. The adapter passes over what it
   * knows.
   *
   * @param span Ends at least 10 minutes ago, begins at least 31 minutes ago; X counts in minutes.
   * @returns the job's id
   * @throws TwitterApiError
   */
  async replay(webhookId: string, { from, to }: XReplaySpan): Promise<string> {
    const body = { webhook_id: webhookId, from_date: minuteOf(from), to_date: minuteOf(to) }
    const answer = await this.#asApp('deliver events again', 'post', 'webhooks/replay', body)
    const job = asObject(answer.replay_event) ?? asObject(answer.data) ?? answer
    return asText(job.job_id) ?? ''
  }

  #asApp(action: string, method: Method, path: string, body?: JsonObject): Promise<JsonObject> {
    return this.#run(action, method, () => this.#calls.asApp(method, path, body))
  }

  #asAccount(action: string, method: Method, path: string, body?: JsonObject): Promise<JsonObject> {
    return this.#run(action, method, () => this.#calls.asAccount(method, path, body))
  }

  async #run(
    action: string,
    method: Method,
    post: Parameters<Requests['run']>[0]['post'],
  ): Promise<JsonObject> {
    const { data } = await this.#requests.run({ action, isRepeatable: method !== 'post', post })
    return asObject(data) ?? {}
  }
}

type Method = Parameters<ApiCalls['asApp']>[0]

function toWebhook(row: JsonObject): readonly XWebhook[] {
  const id = asText(row.id)
  const url = asText(row.url)
  if (id === undefined || url === undefined) return []
  return [{ id, url, valid: row.valid === true, createdAt: asText(row.created_at) }]
}

function toCount(value: unknown): number | undefined {
  const count = Number(value)
  return value === undefined || Number.isNaN(count) ? undefined : count
}

/** yyyymmddhhmm in UTC. */
function minuteOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 12)
}

function part(text: string): string {
  return encodeURIComponent(text)
}
