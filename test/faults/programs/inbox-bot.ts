import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { RedisInbox } from '../../../src/redis'
import { type Inbox, SqliteInbox, TwitterAdapter, turnAttempt } from '../../../src/twitter'

/**
 * A bot behind a webhook, which notes in a file when each turn begins and ends. It answers `stats` with what its
 * adapter counts and the memory it takes, in bytes.
 */
const { PORT = '0', INBOX, LOG = '', RUN = '', TURN_MS = '0', SECRET = '' } = process.env

const inbox = INBOX === undefined ? undefined : openInbox(INBOX)
const adapter = new TwitterAdapter({
  consumerSecret: SECRET,
  client: { send: async () => ({ id: '1' }), sendTyping: async () => {}, markRead: async () => {} },
  onError: (error) => console.error(error),
  ...(inbox && { inbox }),
})

function openInbox(place: string): Inbox {
  return place.startsWith('redis:') ? new RedisInbox({ connection: place }) : new SqliteInbox({ path: place })
}

const note = (what: string, user: string, text: string, attempt: number) =>
  appendFileSync(LOG, `${RUN} ${what} ${user} ${text} ${attempt}\n`)

const logic: Parameters<TwitterAdapter['resume']>[0] = async (context) => {
  const { from, text } = context.activity
  const attempt = turnAttempt(context)
  note('start', from.id, text, attempt)
  await sleep(Number(TURN_MS))
  note('end', from.id, text, attempt)
}

const server = createServer((request, response) => void adapter.process(request, response, logic))
server.listen(Number(PORT), '127.0.0.1', () => {
  adapter.resume(logic)
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})

process.on('message', () => {
  global.gc?.()
  process.send?.({ stats: adapter.stats(), memory: process.memoryUsage() })
})
process.on('disconnect', () => process.exit())
