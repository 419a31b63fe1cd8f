import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { asObject } from '../../internal/json'
import { sign } from '../../twitter/webhook/signature'

/** How a delivery ended. */
export interface DeliveredWebhook {
  /** The last answer's status; undefined where none came. */
  readonly status: number | undefined
  readonly attempts: number
}

export interface WebhookDeliveryOptions {
  readonly consumerSecret: string
  /** How long X waits before it delivers again, in ms, once for each try. */
  readonly retryDelaysMs: readonly number[]
  /** In ms since 1970. */
  readonly now: () => number
  /** Aborts what is under way. */
  readonly signal: AbortSignal
}

const answerTimeoutMs = 10_000

/** Posts signed bodies to the bot's webhook, again and again until it answers with 200. */
export class WebhookDelivery {
  readonly #options: WebhookDeliveryOptions
  #url: string | undefined
  readonly #history: { readonly at: number; readonly body: string }[] = []

  constructor(options: WebhookDeliveryOptions) {
    this.#options = options
  }

  /** Uses the webhook if it answers the challenge (CRC) as X demands. @throws Error where it does not */
  async connect(url: string): Promise<void> {
    const status = await this.#challenge(url)
    if (status !== 'answered') throw new Error(`The webhook did not answer the challenge: status ${status}.`)
    this.#url = url
  }

  /** true: the webhook answers the challenge (CRC) as X demands. */
  async challenge(url: string): Promise<boolean> {
    return (await this.#challenge(url).catch(() => undefined)) === 'answered'
  }

  /** Delivers to this webhook from now on; undefined: delivers nothing. */
  use(url: string | undefined): void {
    this.#url = url
  }

  async #challenge(url: string): Promise<number | 'answered'> {
    const token = randomBytes(24).toString('base64')
    const challenge = new URL(url)
    challenge.searchParams.set('crc_token', token)
    const response = await fetch(challenge, { signal: this.#options.signal })
    const answer = await response.json().catch(() => undefined)
    const isRight = asObject(answer)?.response_token === sign(this.#options.consumerSecret, token)
    return response.status === 200 && isRight ? 'answered' : response.status
  }

  get isConnected(): boolean {
    return this.#url !== undefined
  }

  /** Delivers again what was delivered, or tried to be, within a span of time (ms since 1970), then the last body. */
  async replay(from: number, to: number, last: object): Promise<void> {
    const missed = this.#history.filter(({ at }) => at >= from && at < to)
    for (const { body } of missed) await this.#attempt(body)
    await this.#attempt(JSON.stringify(last))
  }

  deliver(body: string): Promise<DeliveredWebhook> {
    this.#history.push({ at: this.#options.now(), body })
    return this.#attempt(body)
  }

  async #attempt(body: string): Promise<DeliveredWebhook> {
    const { retryDelaysMs, signal } = this.#options
    for (let attempts = 1; ; attempts += 1) {
      const status = await this.#post(body)
      const delay = retryDelaysMs[attempts - 1]
      if (status === 200 || delay === undefined || signal.aborted) return { status, attempts }
      await wait(delay, undefined, { signal }).catch(() => undefined)
    }
  }

  async #post(body: string): Promise<number | undefined> {
    if (this.#url === undefined) throw new Error('No webhook is connected: call connect() first.')
    const headers = {
      'content-type': 'application/json',
      'x-twitter-webhooks-signature': sign(this.#options.consumerSecret, body),
    }
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(answerTimeoutMs)])
    try {
      const response = await fetch(this.#url, { method: 'POST', headers, body, signal, redirect: 'manual' })
      await response.arrayBuffer()
      return response.status
    } catch {
      return undefined
    }
  }
}
