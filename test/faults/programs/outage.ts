import { setTimeout } from 'node:timers/promises'
import { DashbotClient } from '../../../src/client/client'

const STEPS = 200
const MESSAGES_PER_STEP = 100
const STEP_MS = 100

const client = DashbotClient.fromEnv(process.env, { onDrop: () => {}, onError: () => {} })
const padding = 'x'.repeat(900)

const memory = () => {
  global.gc?.()
  return process.memoryUsage.rss()
}

/** Calls all through the outage, after a first message has loaded and warmed what delivery takes. */
async function main(): Promise<void> {
  client.logIncoming({ text: 'before the outage', userId: 'ann' })
  await client.flush()
  const memoryBefore = memory()
  for (let step = 0; step < STEPS; step += 1) {
    for (let index = 0; index < MESSAGES_PER_STEP; index += 1) {
      client.logIncoming({
        text: `message ${step} ${index}`,
        userId: `user ${index}`,
        platformJson: { padding },
      })
    }
    await setTimeout(STEP_MS)
  }
  process.send?.({ extraBytes: memory() - memoryBefore, stats: client.stats() })
  process.disconnect()
}

void main()
