import { asObject, asText, type JsonObject } from '../../internal/json'
import { type ApiAnswer, problem } from './api-answers'
import type { WebhookDelivery } from './webhook-delivery'

interface RegisteredWebhook {
  readonly id: string
  readonly url: string
  readonly created_at: string
  valid: boolean
}

interface ActivitySubscription {
  readonly subscription_id: string
  readonly event_type: string
  readonly filter: JsonObject
  readonly webhook_id: string
}

export interface RegistryLimits {
  /** @default 1 */
  readonly webhooks?: number
  /** Accounts in the Account Activity API. @default 15 */
  readonly subscriptions?: number
  /** false: the app has no access to the Account Activity API. @default true */
  readonly accountActivity?: boolean
}

export interface WebhookRegistryOptions {
  readonly botId: string
  readonly delivery: WebhookDelivery
  readonly now: () => number
  nextId(): string
}

/** A request to the registry's endpoints. */
export interface RegistryRequest {
  readonly method: string
  readonly path: string
  readonly body: JsonObject
}

const DAY_MS = 24 * 60 * 60_000
const MINUTE_MS = 60_000

/** X's endpoints that register webhooks, subscribe accounts, and deliver again what was missed. */
export class WebhookRegistry {
  limits: RegistryLimits = {}
  readonly #options: WebhookRegistryOptions
  /** Where the servers of public addresses listen. */
  readonly #routes = new Map<string, string>()
  readonly #webhooks = new Map<string, RegisteredWebhook>()
  /** Ids of webhooks that the bot's account is subscribed to in the Account Activity API. */
  readonly #subscribed = new Set<string>()
  readonly #activity = new Map<string, ActivitySubscription>()
  /** The replay that is under way. */
  #replay: Promise<void> | undefined

  constructor(options: WebhookRegistryOptions) {
    this.#options = options
  }

  /** Lets requests to a public origin reach a server on this machine. */
  route(publicOrigin: string, localOrigin: string): void {
    this.#routes.set(new URL(publicOrigin).origin, localOrigin)
  }

  /** Marks all webhooks invalid, as X does with those that fail challenges: nothing is delivered any more. */
  invalidate(): void {
    for (const webhook of this.#webhooks.values()) webhook.valid = false
    this.#connect()
  }

  /** Resolves once a replay that is under way is through. */
  async whenReplayed(): Promise<void> {
    await this.#replay
  }

  /** undefined for a path that is not of the registry. */
  answer(request: RegistryRequest): ApiAnswer | Promise<ApiAnswer> | undefined {
    const [, version, kind, ...rest] = request.path.split('/')
    if (version !== '2') return undefined
    if (kind === 'users' && rest[0] === 'me') {
      return done({ id: this.#options.botId, username: `user_${this.#options.botId}` })
    }
    if (kind === 'webhooks') return this.#webhookRequest(request, rest[0])
    if (kind === 'activity') return this.#activityRequest(request, rest[1])
    if (kind !== 'account_activity') return undefined
    if (this.limits.accountActivity === false) return problem(403, 'Forbidden', 'No access to this endpoint.')
    return this.#accountRequest(request, rest)
  }

  #webhookRequest({ method, body }: RegistryRequest, id: string | undefined): ApiAnswer | Promise<ApiAnswer> {
    if (id === 'replay') return this.#startReplay(body)
    if (id === undefined) {
      if (method === 'GET') {
        const data = [...this.#webhooks.values()]
        return { status: 200, body: { data, meta: { result_count: data.length } } }
      }
      return this.#register(asText(body.url) ?? '')
    }
    const webhook = this.#webhooks.get(id)
    if (webhook === undefined) return failed(404, 'WebhookIdInvalid')
    if (method === 'PUT') return this.#validate(webhook)
    this.#webhooks.delete(id)
    this.#subscribed.delete(id)
    for (const [key, { webhook_id }] of this.#activity) if (webhook_id === id) this.#activity.delete(key)
    this.#connect()
    return done({ deleted: true })
  }

  async #register(url: string): Promise<ApiAnswer> {
    if (!/^https:\/\/[^/:]+(?:\/|$)/.test(url)) return failed(400, 'UrlValidationFailed')
    if ([...this.#webhooks.values()].some((known) => known.url === url)) {
      return failed(400, 'DuplicateUrlFailed')
    }
    if (this.#webhooks.size >= (this.limits.webhooks ?? 1)) return failed(403, 'WebhookLimitExceeded')
    const created_at = new Date(this.#options.now()).toISOString()
    const webhook = { id: this.#options.nextId(), url, created_at, valid: await this.#answersChallenge(url) }
    if (!webhook.valid) return failed(400, 'CrcValidationFailed')
    this.#webhooks.set(webhook.id, webhook)
    return done(webhook)
  }

  async #validate(webhook: RegisteredWebhook): Promise<ApiAnswer> {
    webhook.valid = await this.#answersChallenge(webhook.url)
    this.#connect()
    return webhook.valid ? done({ valid: true }) : failed(400, 'CrcValidationFailed')
  }

  #accountRequest({ method }: RegistryRequest, [kind, id = '', , last]: readonly string[]): ApiAnswer {
    const { botId } = this.#options
    if (kind === 'subscriptions') {
      return done({
        subscriptions_count_all: String(this.#subscribed.size),
        provisioned_count: String(this.limits.subscriptions ?? 15),
      })
    }
    if (!this.#webhooks.has(id)) return failed(404, 'WebhookIdInvalid')
    if (method === 'GET') return done({ subscribed: this.#subscribed.has(id) })
    if (method === 'POST') return this.#subscribe(id)
    if (last !== botId || !this.#subscribed.delete(id)) return failed(404, 'SubscriptionNotFound')
    this.#connect()
    return done({ subscribed: false })
  }

  #subscribe(id: string): ApiAnswer {
    if (this.#subscribed.has(id)) return failed(409, 'DuplicateSubscriptionFailed')
    if (this.#subscribed.size >= (this.limits.subscriptions ?? 15)) {
      return failed(403, 'SubscriptionLimitExceeded')
    }
    this.#subscribed.add(id)
    this.#connect()
    return done({ subscribed: true })
  }

  #activityRequest({ method, body }: RegistryRequest, id: string | undefined): ApiAnswer {
    if (method === 'GET') {
      const data = [...this.#activity.values()]
      return { status: 200, body: { data, meta: { total_subscriptions: data.length } } }
    }
    if (method === 'POST') {
      const webhook_id = asText(body.webhook_id) ?? ''
      if (!this.#webhooks.has(webhook_id)) return failed(404, 'WebhookIdInvalid')
      const subscription = {
        subscription_id: this.#options.nextId(),
        event_type: asText(body.event_type) ?? '',
        filter: asObject(body.filter) ?? {},
        webhook_id,
      }
      this.#activity.set(subscription.subscription_id, subscription)
      this.#connect()
      return done(subscription)
    }
    if (id === undefined || !this.#activity.delete(id)) return failed(404, 'SubscriptionNotFound')
    this.#connect()
    return done({ deleted: true })
  }

  #startReplay({ webhook_id, from_date, to_date }: JsonObject): ApiAnswer {
    const { delivery, now, nextId } = this.#options
    const from = timeOf(from_date)
    const to = timeOf(to_date)
    if (!this.#webhooks.has(asText(webhook_id) ?? '')) return failed(404, 'WebhookIdInvalid')
    const isWithinBounds =
      from !== undefined && to !== undefined && from < to && from >= now() - DAY_MS - MINUTE_MS && to <= now()
    if (!isWithinBounds) return failed(400, 'QueryParamInvalid')
    if (this.#replay !== undefined) return failed(409, 'ReplayConflictError')
    const job_id = nextId()
    const status = { webhook_id, job_state: 'Complete', job_state_description: 'Job completed', job_id }
    this.#replay = delivery.replay(from, to, { replay_job_status: status }).finally(() => {
      this.#replay = undefined
    })
    return { status: 200, body: { created_at: new Date(now()).toISOString(), job_id } }
  }

  async #answersChallenge(url: string): Promise<boolean> {
    const local = this.#localUrl(url)
    return local !== undefined && (await this.#options.delivery.challenge(local))
  }

  #localUrl(url: string): string | undefined {
    const { origin, pathname, search } = new URL(url)
    const local = this.#routes.get(origin)
    return local === undefined ? undefined : new URL(pathname + search, local).href
  }

  /** Events go to the valid webhook that the account is subscribed to, else nowhere. */
  #connect(): void {
    const isOfActivity = (id: string) =>
      [...this.#activity.values()].some(({ webhook_id }) => webhook_id === id)
    const active = [...this.#webhooks.values()].find(
      ({ id, valid }) => valid && (this.#subscribed.has(id) || isOfActivity(id)),
    )
    this.#options.delivery.use(active && this.#localUrl(active.url))
  }
}

function done(data: object): ApiAnswer {
  return { status: 200, body: { data } }
}

function failed(status: number, reason: string): ApiAnswer {
  return problem(status, 'Invalid Request', `${reason}: the request was refused.`)
}

/** Of yyyymmddhhmm in UTC, in ms since 1970. */
function timeOf(minute: unknown): number | undefined {
  const [, year, month, day, hour, min] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(asText(minute) ?? '') ?? []
  return year === undefined
    ? undefined
    : Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(min))
}
