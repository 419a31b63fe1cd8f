import { randomUUID } from 'node:crypto'
import { Link, type LinkSettings } from '../connection/link'
import type { RedisPeer } from '../connection/peers'
import { addedChannel } from './fleet'

/** What a writer publishes, so that the owner of a conversation reads at once. */
export interface WakeUpCall {
  readonly channel: string
  /** What is published of an entry of the conversation. */
  messageFor(conversation: string): string
}

export interface WakeUpSettings extends Pick<LinkSettings, 'connection' | 'credentials'> {
  readonly name: string
}

const COMMAND_TIMEOUT_MS = 2_000
/** After how long listening is tried again, in ms. */
const RETRY_MS = 1_000

/**
 * Publishes what this process adds, and hears of what others add. It only saves time: what a lost message or a missing
 * permission keeps from an owner, it reads a moment later.
 */
export class WakeUps implements WakeUpCall {
  readonly channel: string
  readonly #origin = randomUUID()
  readonly #link: Link
  #timer: NodeJS.Timeout | undefined
  #hasEnded = false

  constructor(peer: RedisPeer, { name, ...settings }: WakeUpSettings) {
    this.channel = addedChannel(name)
    this.#link = new Link(peer, { ...settings, commandTimeoutMs: COMMAND_TIMEOUT_MS, isPersistent: true })
  }

  messageFor(conversation: string): string {
    return `${this.#origin} ${conversation}`
  }

  /** Calls back with the conversations that other processes add to. */
  listen(onAdded: (conversation: string) => void): void {
    this.#link.client.on('message', (_channel: string, message: string) => {
      const end = message.indexOf(' ')
      if (message.slice(0, end) !== this.#origin) onAdded(message.slice(end + 1))
    })
    void this.#subscribe()
  }

  end(): void {
    this.#hasEnded = true
    clearTimeout(this.#timer)
    this.#link.end()
  }

  /** ioredis subscribes again by itself once it has subscribed. */
  async #subscribe(): Promise<void> {
    try {
      await this.#link.connect()
      await this.#link.client.subscribe(this.channel)
    } catch {
      // The owner reports why Redis does not answer.
      if (!this.#hasEnded) this.#timer = setTimeout(() => void this.#subscribe(), RETRY_MS).unref()
    }
  }
}
