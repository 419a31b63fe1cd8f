import { setTimeout as sleep } from 'node:timers/promises'
import { DashbotClient } from '../../../src/client/client'
import { SqliteOutbox } from '../../../src/outbox'
import { numberedPayload } from '../../support/conversations'

/** Captures all through an outage of 20 s, reports what that took, and delivers once it is over. */
const { OUTBOX_PATH = '' } = process.env
const STEPS = 200
const MESSAGES_PER_STEP = 100
const STEP_MS = 100

const client = DashbotClient.fromEnv(process.env, {
  outbox: new SqliteOutbox({ path: OUTBOX_PATH }),
  onError: () => {},
})
const platformJson = { padding: 'x'.repeat(900) }

function memory(): number {
  global.gc?.()
  return process.memoryUsage.rss()
}

async function main(): Promise<void> {
  client.logIncoming({ ...numberedPayload('first', 0), platformJson })
  await client.flush()
  const memoryBefore = memory()
  for (let step = 0; step < STEPS; step++) {
    for (let index = 0; index < MESSAGES_PER_STEP; index++) {
      client.logIncoming({ ...numberedPayload(`user-${index}`, step), platformJson })
    }
    await sleep(STEP_MS)
  }
  process.send?.({ extraBytes: memory() - memoryBefore, stats: client.stats() })
  await client.flush({ timeoutMs: 240_000 })
  process.send?.(client.stats())
  await client.close()
  process.disconnect()
}

void main()
