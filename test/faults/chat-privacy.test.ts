import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { ActivityHandler } from 'botbuilder'
import { expect } from 'chai'
import {
  DashbotClient,
  DashbotMiddleware,
  type DashbotMiddlewareOptions,
  HttpTransport,
  trackIntent,
} from '../../src'
import { SqliteOutbox } from '../../src/outbox'
import { createRelay, RedisInbox, RedisTransport } from '../../src/redis'
import { FakeX } from '../../src/testing'
import { createTracker, type Tracker } from '../../src/tracker'
import { type Inbox, SqliteInbox, TwitterAdapter, TwitterApiClient } from '../../src/twitter'
import { makeDirectory, removeDirectory } from '../support/directory'
import { FakeTracker, status } from '../support/fake-tracker'
import { needsRedis, RedisServer } from '../support/redis-server'
import { until } from '../support/until'
import { WebhookServer } from '../twitter/support/webhook-server'

const USER = '1234858592'
const texts = {
  'what the user wrote': 'the parcel is under the oak',
  'what the bot wrote': 'I look under the oak',
}

class ParcelBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      trackIntent(context, {
        name: 'PARCEL',
        inputs: [{ name: 'place', value: texts['what the user wrote'] }],
      })
      await context.sendActivity(texts['what the bot wrote'])
      await next()
    })
  }
}

/** Everything that a bot with X Chat writes: its files, Redis's, what it sends, and what it prints and reports. */
class Traces {
  readonly folder = makeDirectory()
  readonly logged: string[] = []
  /** What may be found nowhere, with its name. */
  readonly sought: Record<string, string | Buffer> = {
    'the conversation token': 'fake-conversation-token',
    ...texts,
  }
  readonly #redis: RedisServer
  readonly #console = { ...console }

  private constructor(redis: RedisServer) {
    this.#redis = redis
  }

  static async start(): Promise<Traces> {
    return new Traces(await RedisServer.start('--appendonly', 'yes', '--maxmemory-policy', 'noeviction'))
  }

  get redisUrl(): string {
    return this.#redis.url
  }

  readonly report = (error: unknown): void =>
    void this.logged.push(inspect(error, { depth: 10, showHidden: true }))

  hear(): void {
    for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      console[name] = (...args: readonly unknown[]) => this.logged.push(...args.map(String))
    }
  }

  unhear(): void {
    Object.assign(console, this.#console)
  }

  /**
   * @param inboxFiles Where ciphertext may be: an inbox keeps an event as X sent it, until its turn is over.
   * @returns what was found, and where
   */
  search(inboxFiles: RegExp): readonly string[] {
    const files = [this.folder, this.#redis.directory].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) })),
    )
    const places = [...files, { name: 'logs', bytes: Buffer.from(this.logged.join('\n')) }]
    return Object.entries(this.sought).flatMap(([what, text]) =>
      places
        .filter(({ name }) => !what.startsWith('ciphertext') || !inboxFiles.test(name))
        .filter(({ bytes }) => bytes.includes(text))
        .map(({ name }) => `${what} in ${name}`),
    )
  }

  async close(): Promise<void> {
    this.unhear()
    await this.#redis.stop()
    removeDirectory(this.folder)
  }
}

/** One conversation over X Chat, reported to a database, to an outbox that is never emptied, and through Redis. */
async function converse(
  traces: Traces,
  inbox: Inbox,
  encryptedText: DashbotMiddlewareOptions['encryptedText'] = 'placeholder',
): Promise<void> {
  const { folder, report, sought } = traces
  const path = join(folder, 'tracker.db')
  const tracker: Tracker = await createTracker({ path })
  const apiKey = 'key-7c1f0a52b9'
  const serverRoot = await tracker.listen({ port: 0 })
  const down = await FakeTracker.start()
  down.behave = () => status(503)
  const outbox = new SqliteOutbox({ path: join(folder, 'outbox.db') })
  const quiet = { onError: report, onDrop: report }
  const clients = [
    new DashbotClient({ apiKey, serverRoot, ...quiet }),
    new DashbotClient({ apiKey, serverRoot: down.url, outbox, ...quiet }),
    new DashbotClient({ transport: new RedisTransport({ connection: traces.redisUrl }), ...quiet }),
  ]
  const relay = createRelay({
    connection: traces.redisUrl,
    transport: new HttpTransport({ apiKey, serverRoot }),
    onError: report,
  })
  const x = await FakeX.start({ envelope: 'x-activity', retryDelaysMs: [100, 100] })
  const account = await x.registerForChat(x.botId)
  const adapter = new TwitterAdapter({
    consumerSecret: x.consumerSecret,
    userId: x.botId,
    client: new TwitterApiClient({ ...x.keys, agent: x.agent }),
    inbox,
    chat: { keys: account.blob, keyVersion: account.keyVersion },
    onError: report,
  })
  adapter.use(new DashbotMiddleware(clients, { encryptedText }))
  const bot = new ParcelBot()
  adapter.resume((context) => bot.run(context))
  const server = await WebhookServer.listen((request, response) => {
    void adapter.process(request, response, (context) => bot.run(context))
  })
  try {
    await x.connect(server.url)
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.send(x.botId, texts['what the user wrote'])
    await until('the answer is there', () => phone.messages(x.botId).length === 2)
    const [{ event } = { event: '' }] = phone.messages(x.botId)
    await x.whenEchoed()
    await adapter.whenIdle()
    sought['the blob in base64'] = account.blob
    sought['the blob in hexadecimal'] = Buffer.from(account.blob, 'base64').toString('hex')
    sought['the blob as bytes'] = Buffer.from(account.blob, 'base64')
    sought['ciphertext of the message'] = event.slice(40, 120)
    await Promise.all(clients.map((client) => client.flush({ timeoutMs: 2_000 })))
    await relay.ready
    await until('both ways are delivered', () => tracker.messages().length === 4)
    report({ adapter, clients, relay, inbox })
    for (const { payload } of tracker.messages())
      expect(payload.intent?.name).to.be.oneOf(['PARCEL', undefined])
  } finally {
    await server.close()
    await adapter.close({ timeoutMs: 2_000 })
    await Promise.all(clients.map((client) => client.close({ timeoutMs: 500 })))
    await relay.close()
    await down.close()
    await tracker.close()
    await x.close()
  }
}

const inboxes: Readonly<
  Record<string, { readonly open: (traces: Traces) => Inbox; readonly files: RegExp }>
> = {
  'a SQLite inbox': {
    open: ({ folder }) => new SqliteInbox({ path: join(folder, 'inbox.db') }),
    files: /^inbox\.db/,
  },
  'a Redis inbox': {
    open: ({ redisUrl }) => new RedisInbox({ connection: redisUrl }),
    files: /\.aof$/,
  },
}

describe('a search of outbox, inbox, Redis, tracker and logs after a conversation over X Chat', () => {
  before(function () {
    needsRedis(this)
  })

  for (const [name, { open, files }] of Object.entries(inboxes)) {
    describe(`with ${name}`, () => {
      let traces: Traces

      beforeEach(async () => {
        traces = await Traces.start()
        traces.hear()
      })
      afterEach(() => traces.close())

      it('finds no key, token, ciphertext or text', async () => {
        await converse(traces, open(traces))
        traces.unhear()
        expect(traces.search(files)).to.deep.equal([])
      })

      it('finds the texts where they are asked for: the search can fail', async () => {
        await converse(traces, open(traces), 'text')
        traces.unhear()
        const found = traces.search(files)
        for (const file of ['tracker.db', 'outbox.db', '.aof']) {
          expect(
            found.some((line) => line.startsWith('what the user wrote') && line.includes(file)),
            file,
          ).to.equal(true)
        }
        expect(found.filter((line) => !line.startsWith('what the '))).to.deep.equal([])
      })
    })
  }
})
