import { Pool } from 'undici'
import { DashbotClient } from '../../src'
import { trackUrl } from '../../src/wire/track-url'

/** How many requests each sender has in flight. */
const IN_FLIGHT = 16

const CONVERSATIONS = 64

/** Sends `count` messages, and resolves when all have been answered. */
export type Sender = (count: number) => Promise<void>

/** Each posts messages of 1 KB to a tracker at `serverRoot`. */
export const senders = {
  ours: sendWithClient,
  dashbot: sendWithDashbot,
  undici: sendWithUndici,
} satisfies Record<string, (serverRoot: string) => Sender>

export type SenderName = keyof typeof senders

const padding = 'x'.repeat(850)

export const message = (index: number) => ({
  text: `What is the weather in San Francisco, for the ${index}th time?`,
  userId: `user-${index % CONVERSATIONS}`,
  platformJson: { direct_message_events: [{ type: 'message_create', id: String(index), padding }] },
})

function sendWithClient(serverRoot: string): Sender {
  const client = new DashbotClient({ apiKey: 'KEY', serverRoot, maxConcurrency: IN_FLIGHT })
  return async (count) => {
    for (let index = 0; index < count; index += 1) client.logIncoming(message(index))
    await client.flush()
    const { dropped, retries } = client.stats()
    if (retries > 0 || Object.values(dropped).some((drops) => drops > 0)) throw new Error('not all arrived')
  }
}

interface DashbotPackage {
  readonly twitter: { logIncoming(message: unknown): Promise<unknown> }
}

function sendWithDashbot(serverRoot: string): Sender {
  const dashbot: (apiKey: string, config: { serverRoot: string }) => DashbotPackage = require('dashbot')
  const { twitter } = dashbot('KEY', { serverRoot })
  return inParallel((index) => twitter.logIncoming(message(index)))
}

function sendWithUndici(serverRoot: string): Sender {
  const pool = new Pool(serverRoot, { connections: IN_FLIGHT })
  const path = trackUrl({ serverRoot: '', type: 'incoming', apiKey: 'KEY' })
  const headers = { 'content-type': 'application/json' }
  return inParallel(async (index) => {
    const body = JSON.stringify(message(index))
    const response = await pool.request({ path, method: 'POST', headers, body })
    await response.body.dump()
  })
}

function inParallel(send: (index: number) => Promise<unknown>): Sender {
  return async (count) => {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) {
        next += 1
        await send(next)
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  }
}
