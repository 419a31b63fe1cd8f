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
  /** Aborts what is under way. */
  readonly signal: AbortSignal
}

const answerTimeoutMs = 10_000

/** Posts signed bodies to the bot's webhook, again and again until it answers with 200. */
export class WebhookDelivery {
  readonly #options: WebhookDeliveryOptions
  #url: string | undefined

  constructor(options: WebhookDeliveryOptions) {
    this.#options = options
  }

  /** Takes the webhook in use if it answers the challenge (CRC) as X demands. */
  async connect(url: string): Promise<void> {
    const token = randomBytes(24).toString('base64')
    const challenge = new URL(url)
    challenge.searchParams.set('crc_token', token)
    const response = await fetch(challenge, { signal: this.#options.signal })
    const answer = await response.json().catch(() => undefined)
    if (
      response.status !== 200 ||
      asObject(answer)?.response_token !== sign(this.#options.consumerSecret, token)
    ) {
      throw new Error(`The webhook did not answer the challenge: status ${response.status}.`)
    }
    this.#url = url
  }

  get isConnected(): boolean {
    return this.#url !== undefined
  }

  async deliver(body: string): Promise<DeliveredWebhook> {
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
