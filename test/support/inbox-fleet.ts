import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { RedisInbox, type RedisInboxOptions } from '../../src/redis'
import { TwitterAdapter } from '../../src/twitter'
import { RecordingClient } from '../twitter/support/recording-client'
import { until } from './until'
import { WebhookSender } from './webhook-sender'

const secret = 'consumer-secret'
const PROCESSES = 3
const TURN_MS = 5
/** X's 3, 27 and 242 s shortened, and then on, however long Redis is away. */
const RETRY_DELAYS_MS = [30, 270, ...Array<number>(1_000).fill(300)]

/** Adapters of a fleet on one Redis, each behind a server of its own, to which webhooks go in turn. */
export class InboxFleet {
  readonly sender: WebhookSender
  readonly #adapters: readonly TwitterAdapter[]
  readonly #servers: readonly Server[]
  /** By the user: the numbers of the messages whose turns began. */
  readonly #begun = new Map<string, number[]>()
  readonly #ended = new Set<string>()
  readonly #running = new Set<string>()
  #overlaps = 0
  #posts = 0

  private constructor(options: RedisInboxOptions) {
    const logic: Parameters<TwitterAdapter['resume']>[0] = async ({ activity }) => {
      const user = activity.from.id
      if (this.#running.has(user)) this.#overlaps += 1
      this.#running.add(user)
      this.#begun.set(user, [...(this.#begun.get(user) ?? []), Number(activity.text)])
      await sleep(TURN_MS)
      this.#running.delete(user)
      this.#ended.add(`${user} ${activity.text}`)
    }
    this.#adapters = Array.from({ length: PROCESSES }, () => {
      const inbox = new RedisInbox(options)
      return new TwitterAdapter({
        consumerSecret: secret,
        client: new RecordingClient(),
        inbox,
        onError: () => {},
      })
    })
    this.#servers = this.#adapters.map((adapter) =>
      createServer((request, response) => void adapter.process(request, response, logic)).listen(
        0,
        '127.0.0.1',
      ),
    )
    for (const adapter of this.#adapters) adapter.resume(logic)
    const url = (): string => {
      this.#posts += 1
      const address = this.#servers[this.#posts % PROCESSES]?.address() as AddressInfo
      return `http://127.0.0.1:${address.port}/`
    }
    this.sender = new WebhookSender({ url, secret, retryDelaysMs: RETRY_DELAYS_MS })
  }

  static async start(options: RedisInboxOptions): Promise<InboxFleet> {
    const fleet = new InboxFleet(options)
    await Promise.all(fleet.#servers.map((server) => server.listening || once(server, 'listening')))
    return fleet
  }

  /** Each user sends the messages 0, 1, 2 and so on, one after X got its 200 for the one before. */
  async send({ users, messages }: { readonly users: number; readonly messages: number }): Promise<void> {
    await Promise.all(
      Array.from({ length: users }, async (_, user) => {
        for (let number = 0; number < messages; number += 1)
          await this.sender.send(`${1_000 + user}`, `${number}`)
      }),
    )
  }

  /** Every message that X got a 200 for was handled, in its conversation's order, a turn at a time. */
  async expectAllInOrder(): Promise<void> {
    const { accepted, lost, refused } = this.sender
    await until('every event is handled', () => this.#ended.size >= accepted.length)
    let again = 0
    for (const [user, numbers] of this.#begun) {
      for (const [index, number] of numbers.entries()) {
        const before = numbers[index - 1] ?? -1
        if (number === before) again += 1
        else expect(number, `turn ${index} of ${user}`).to.equal(before + 1)
      }
    }
    expect(lost).to.deep.equal([])
    expect(this.#overlaps).to.equal(0)
    await until('nothing is pending', () => this.#adapters.every((adapter) => adapter.stats().pending === 0))
    console.log(
      `      ${this.#ended.size} of ${accepted.length} handled in order, ${again} begun again, 503 ${refused} times`,
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#adapters.map((adapter) => adapter.close({ timeoutMs: 1_000 })))
    for (const server of this.#servers) {
      server.close()
      server.closeAllConnections()
    }
  }
}
