import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RedisInbox } from '../../src/redis'
import {
  type DirectMessageClient,
  type Inbox,
  SqliteInbox,
  type TurnLogic,
  TwitterAdapter,
} from '../../src/twitter'
import { TwitterChannel } from '../../src/twitter/twitter-channel'
import { signatureCheck } from '../../src/twitter/webhook/signature'

/**
 * What the figures compare: reading the body only, with what every webhook needs, the webhook without a bot, with each
 * inbox, a bot that listens, one that replies.
 */
export type ServerName = 'bare' | 'checked' | 'webhook' | 'sqlite' | 'redis' | 'listens' | 'replies'

export const secret = 'consumer-secret'

const listeners: Readonly<Record<ServerName, () => RequestListener>> = {
  bare: () => serveBody(() => {}),
  checked: () => {
    const isSigned = signatureCheck([secret])
    return serveBody((body, signature) => {
      if (!isSigned(body, signature)) throw new Error('A webhook is not signed')
      JSON.parse(body.toString())
    })
  },
  webhook: () => serveWebhook(),
  sqlite: () =>
    serveWebhook(new SqliteInbox({ path: join(process.env.BENCH_FOLDER ?? tmpdir(), 'inbox.db') })),
  redis: () =>
    serveWebhook(new RedisInbox({ connection: process.env.BENCH_REDIS ?? 'redis://127.0.0.1:6379' })),
  listens: () => serve(async () => {}),
  replies: () => serve((context) => context.sendActivity(`You said ${context.activity.text}`)),
}

/** The least that a server of node:http does, and what is made of the body. */
function serveBody(use: (body: Buffer, signature: string | string[] | undefined) => void): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      use(Buffer.concat(chunks), request.headers['x-twitter-webhooks-signature'])
      response.end()
    })
  }
}

function serveWebhook(inbox?: Inbox): RequestListener {
  const client = silentClient()
  const channel = new TwitterChannel('the benchmark', {
    consumerSecret: secret,
    client,
    ...(inbox && { inbox }),
  })
  return (request, response) => void channel.process(request, response, async () => {})
}

function serve(logic: TurnLogic): RequestListener {
  const adapter = new TwitterAdapter({ consumerSecret: secret, client: silentClient() })
  return (request, response) => void adapter.process(request, response, logic)
}

/** Takes everything, and sends nothing. */
function silentClient(): DirectMessageClient {
  let sent = 0
  return {
    send: async () => {
      sent += 1
      return { id: String(sent) }
    },
    sendTyping: async () => {},
    markRead: async () => {},
  }
}

/** Sends the CPU time that the process took since it was last asked, in µs, whenever its parent sends it a message. */
function main(name: ServerName): void {
  const server = createServer(listeners[name]())
  let last = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(last)
    last = process.cpuUsage()
    process.send?.(user + system)
  })
  process.on('disconnect', () => process.exit())
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

if (require.main === module) main(process.argv[2] as ServerName)
