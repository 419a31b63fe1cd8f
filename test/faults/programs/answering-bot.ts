import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { closeOnSignals, DashbotClient, DashbotMiddleware, HttpTransport } from '../../../src'
import { SqliteInbox, TwitterAdapter, TwitterApiClient } from '../../../src/twitter'
import { standInAgent } from '../../../src/twitter/api/stand-in-agent'

/** A bot on X that thinks for TURN_MS and answers, with its messages recorded, and closed on signals. */
const { X_URL = '', SERVER_ROOT = '', X_KEYS = '', SECRET = '', TURN_MS = '0', INBOX } = process.env

const client = new DashbotClient({
  transport: new HttpTransport({ apiKey: 'KEY', serverRoot: SERVER_ROOT }),
})
const adapter = new TwitterAdapter({
  consumerSecret: SECRET,
  client: new TwitterApiClient({
    ...JSON.parse(X_KEYS),
    agent: standInAgent(Number(new URL(X_URL).port)),
  }),
  ...(INBOX !== undefined && { inbox: new SqliteInbox({ path: INBOX }) }),
})
adapter.use(new DashbotMiddleware(client))

const server = createServer((request, response) => {
  void adapter.process(request, response, async (context) => {
    if (context.activity.type !== 'message') return
    await sleep(Number(TURN_MS))
    await context.sendActivity(`You said: ${context.activity.text}`)
  })
})
closeOnSignals([server, adapter, client])
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('message', () => process.send?.(adapter.stats()))
