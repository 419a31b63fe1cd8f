import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SqliteInbox, TwitterAdapter, TwitterApiClient } from '../../../src/twitter'
import { standInAgent } from '../../../src/twitter/api/stand-in-agent'

/** A bot that reads X Chat, with a SQLite inbox. With HANG it never answers. */
const {
  INBOX = '',
  X_URL = '',
  X_KEYS = '',
  USER_ID = '',
  KEYS = '',
  KEY_VERSION = '',
  SECRET = '',
  HANG,
} = process.env
const agent = standInAgent(Number(new URL(X_URL).port))
const adapter = new TwitterAdapter({
  consumerSecret: SECRET,
  userId: USER_ID,
  client: new TwitterApiClient({ ...JSON.parse(X_KEYS), agent }),
  inbox: new SqliteInbox({ path: INBOX }),
  chat: { keys: KEYS, keyVersion: KEY_VERSION },
})

async function logic(context: {
  activity: { type: string; text?: string }
  sendActivity(text: string): Promise<unknown>
}): Promise<void> {
  if (context.activity.type !== 'message') return
  if (HANG !== undefined) await new Promise(() => {})
  await context.sendActivity(`You said: ${context.activity.text}`)
}

adapter.resume(logic)
const server = createServer((request, response) => void adapter.process(request, response, logic))
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
