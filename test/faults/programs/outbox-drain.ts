import { DashbotClient } from '../../../src/client/client'
import { SqliteOutbox } from '../../../src/outbox'

/** Delivers what earlier processes left, and reports the result. */
const { OUTBOX_PATH = '' } = process.env

async function main(): Promise<void> {
  const client = DashbotClient.fromEnv(process.env, { outbox: new SqliteOutbox({ path: OUTBOX_PATH }) })
  await client.flush({ timeoutMs: 60_000 })
  const stats = client.stats()
  process.send?.({ stats, closed: await client.close() })
  process.disconnect()
}

void main()
