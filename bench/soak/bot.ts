import { setTimeout as sleep } from 'node:timers/promises'
import { DashbotClient, DashbotMiddleware } from '../../src'
import { SqliteOutbox } from '../../src/outbox'
import { EchoAdapter } from '../turn/variants'

export interface Sample {
  readonly atMs: number
  readonly turns: number
  readonly delivered: number
  readonly pending: number
  /** After a collection. */
  readonly heapBytes: number
  readonly rssBytes: number
}

const BURST = 5
const PAUSE_MS = 50
const CONVERSATIONS = 1_000

const [serverRoot = '', path = ''] = process.argv.slice(2)
const client = new DashbotClient({
  apiKey: 'KEY',
  serverRoot,
  outbox: new SqliteOutbox({ path }),
  onDrop() {},
  onError() {},
})
const adapter = new EchoAdapter()
adapter.use(new DashbotMiddleware(client))
let turns = 0
let isEnding = false

async function talk(): Promise<void> {
  while (!isEnding) {
    for (let count = 0; count < BURST; count++) await adapter.turn(activity(turns++))
    await sleep(PAUSE_MS)
  }
  await client.close()
}

const activity = (index: number) => ({
  type: 'message',
  id: String(index),
  channelId: 'twitter',
  serviceUrl: 'https://api.twitter.com',
  text: `What is the weather in San Francisco, for the ${index}th time?`,
  from: { id: `user-${index % CONVERSATIONS}`, name: 'TwitterDev' },
  recipient: { id: '3805104374', name: 'Furni' },
  conversation: { id: `user-${index % CONVERSATIONS}`, name: '', isGroup: false, conversationType: '' },
})

process.on('message', () => {
  global.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const { delivered, pending } = client.stats()
  const sample: Sample = {
    atMs: performance.now(),
    ...{ turns, delivered, pending },
    ...{ heapBytes: heapUsed, rssBytes: rss },
  }
  process.send?.(sample)
})
process.on('disconnect', () => {
  isEnding = true
})
void talk()
