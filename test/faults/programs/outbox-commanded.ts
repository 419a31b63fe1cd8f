import { DashbotClient } from '../../../src/client/client'
import { SqliteOutbox } from '../../../src/outbox'
import { numberedPayload } from '../../support/conversations'

/** Captures a message on demand and acknowledges it. Ends when its parent is gone. */
const { OUTBOX_PATH = '' } = process.env
const client = DashbotClient.fromEnv(process.env, {
  outbox: new SqliteOutbox({ path: OUTBOX_PATH }),
  onError: () => {},
})

process.on('message', ({ userId, number }: { userId: string; number: number }) => {
  client.logIncoming(numberedPayload(userId, number))
  process.send?.(number)
})
process.on('disconnect', () => void client.close())
