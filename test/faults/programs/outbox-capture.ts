import { writeSync } from 'node:fs'
import { DashbotClient } from '../../../src/client/client'
import { SqliteOutbox } from '../../../src/outbox'
import { numberedPayload } from '../../support/conversations'

/** Captures until it is killed, and writes of each capture once that returned. */
const { OUTBOX_PATH = '', RUN = '', USER = '' } = process.env
const CONVERSATIONS = 20
const CAPTURES_AT_ONCE = 3

const client = DashbotClient.fromEnv(process.env, { outbox: new SqliteOutbox({ path: OUTBOX_PATH }) })
let number = Number(RUN) * 1_000_000

function capture(): void {
  for (let index = 0; index < CAPTURES_AT_ONCE; index++) {
    const payload = numberedPayload(`${USER}-${number % CONVERSATIONS}`, number)
    client.logIncoming(payload)
    writeSync(1, `${payload.userId} ${payload.text}\n`)
    number++
  }
}

setInterval(capture, 1)
