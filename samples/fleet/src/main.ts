import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HttpTransport } from 'botbuilder-dashbot'
import { createRelay } from 'botbuilder-dashbot/redis'
import { startReceiver } from './receiver.js'
import { findRedis } from './redis.js'

const BOTS = ['ann', 'ben', 'cem']
const MESSAGES_PER_BOT = 200

/** Of its own, in a Redis that others may use. */
const FLEET = 'sample-fleet'

const redis = await findRedis()
const receiver = await startReceiver()
const relay = createRelay({
  name: FLEET,
  connection: redis.url,
  transport: new HttpTransport({ apiKey: 'local', serverRoot: receiver.url }),
})
await relay.ready

const bots = BOTS.map((name) =>
  fork(fileURLToPath(new URL('bot.ts', import.meta.url)), [redis.url, FLEET, name]),
)
await Promise.all(bots.map((bot) => once(bot, 'exit')))

while (relay.stats().delivered < BOTS.length * MESSAGES_PER_BOT) await sleep(50)
await relay.close()

const isInOrder = (texts: readonly string[]) => texts.every((text, index) => text === `message ${index}`)
const inOrder = [...receiver.texts.values()].filter(isInOrder).length
const { delivered, retries } = relay.stats()
console.log(`relay: ${delivered} messages delivered, ${retries} retries`)
console.log(`tracker: ${inOrder} of ${receiver.texts.size} conversations in order`)

receiver.close()
await redis.stop()
