import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TwitterAdapter, TwitterApiClient } from '../../src/twitter'
import { standInAgent } from '../../src/twitter/api/stand-in-agent'

/** What the process has used so far. */
export interface BotUsage {
  readonly cpuMicros: number
  readonly residentBytes: number
  /** From before the adapter was made until it listened, in ms. */
  readonly startMs: number
}

/** A bot in a process of its own that answers each message, plain or encrypted, with one. */
const { X_URL = '', X_KEYS = '', USER_ID = '', KEYS = '', KEY_VERSION = '', SECRET = '' } = process.env
const startedAt = performance.now()
const adapter = new TwitterAdapter({
  consumerSecret: SECRET,
  userId: USER_ID,
  client: new TwitterApiClient({
    ...JSON.parse(X_KEYS),
    agent: standInAgent(Number(new URL(X_URL).port)),
  }),
  ...(KEYS !== '' && { chat: { keys: KEYS, keyVersion: KEY_VERSION } }),
})
const server = createServer(
  (request, response) =>
    void adapter.process(request, response, async (context) => {
      if (context.activity.type === 'message')
        await context.sendActivity(`You said: ${context.activity.text}`)
    }),
)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
const startMs = performance.now() - startedAt

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const usage: BotUsage = { cpuMicros: user + system, residentBytes: process.memoryUsage.rss(), startMs }
  process.send?.(usage)
})
process.on('disconnect', () => process.exit())
