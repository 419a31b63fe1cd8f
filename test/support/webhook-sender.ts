import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, fetch } from 'undici'
import { sign } from '../../src/twitter'
import { messageBody, messageEvent } from '../twitter/support/events'

export interface WebhookSenderOptions {
  readonly url: () => string
  readonly secret: string
  /** How long X waits before it delivers again, in ms, once for each try. */
  readonly retryDelaysMs: readonly number[]
}

/** How many webhooks are posted at once to one address; further ones wait for a connection. */
const CONNECTIONS = 64

/** Posts signed messages as X does, again where it gets no 200. */
export class WebhookSender {
  /** How often a webhook was refused with 503. */
  refused = 0
  /** What X gave up, as `user text`. */
  readonly lost: string[] = []
  /** What was answered with 200, as `user text`. */
  readonly accepted: string[] = []
  readonly #options: WebhookSenderOptions
  readonly #dispatcher = new Agent({ connections: CONNECTIONS })

  constructor(options: WebhookSenderOptions) {
    this.#options = options
  }

  async send(user: string, text: string): Promise<void> {
    const body = JSON.stringify(
      messageBody(messageEvent(text, { id: `${user}${text.padStart(6, '0')}`, from: user })),
    )
    const headers = {
      'content-type': 'application/json',
      'x-twitter-webhooks-signature': sign(this.#options.secret, body),
    }
    for (const delayMs of [...this.#options.retryDelaysMs, undefined]) {
      const status = await this.#post(body, headers)
      if (status === 200) {
        this.accepted.push(`${user} ${text}`)
        return
      }
      if (status === 503) this.refused += 1
      if (delayMs !== undefined) await sleep(delayMs)
    }
    this.lost.push(`${user} ${text}`)
  }

  async #post(body: string, headers: Record<string, string>): Promise<number | undefined> {
    try {
      const response = await fetch(this.#options.url(), {
        ...{ method: 'POST', body, headers },
        dispatcher: this.#dispatcher,
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return undefined
    }
  }
}
