import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ActionTypes, ActivityHandler, MessageFactory, type TurnContext } from 'botbuilder'
import { expect } from 'chai'
import {
  type BeforeSend,
  DashbotClient,
  DashbotMiddleware,
  HttpTransport,
  hashUserIds,
  redactText,
  trackEvent,
  trackIntent,
} from '../../src'
import { SqliteOutbox } from '../../src/outbox'
import { createRelay, RedisTransport } from '../../src/redis'
import { FakeX } from '../../src/testing'
import { createTracker } from '../../src/tracker'
import { TwitterAdapter, TwitterApiClient } from '../../src/twitter'
import { makeDirectory, removeDirectory } from '../support/directory'
import { FakeTracker, status } from '../support/fake-tracker'
import { needsRedis, RedisServer } from '../support/redis-server'
import { until } from '../support/until'
import { WebhookServer } from '../twitter/support/webhook-server'

const apiKey = 'key-7c1f0a52b9'
const planted = {
  'user id': '967295313370594',
  "other user's id": '1234858592',
  'e-mail address': 'ann.smith@mail.example.org',
  'phone number': '+1 415 555 2671',
} as const
const { 'e-mail address': email, 'phone number': phone } = planted

const hooks: readonly BeforeSend[] = [redactText(), hashUserIds('a secret of sixteen or more')]

class ContactBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      await this.answer(context)
      await next()
    })
  }

  async answer(context: TurnContext): Promise<void> {
    const { id } = context.activity.from
    trackIntent(context, { name: 'CONTACT', inputs: [{ name: 'address', value: email }] })
    trackEvent(context, { type: 'customEvent', name: 'contact', extraInfo: { phone, of: `user ${id}` } })
    const call = { type: ActionTypes.PostBack, title: `Call ${phone}`, value: `call:${id}` }
    await context.sendActivity(MessageFactory.suggestedActions([call], `Shall we write to ${email}?`))
  }
}

interface Conversation {
  readonly beforeSend: readonly BeforeSend[]
  /** Is said in it, too. */
  readonly mention?: string
}

/** Holds the same conversation with two users: signed webhooks in, direct messages out, everything captured. */
async function converse(client: DashbotClient, mention = 'nothing more'): Promise<void> {
  const x = await FakeX.start({ echoes: false })
  const adapter = new TwitterAdapter({
    consumerSecret: x.consumerSecret,
    client: new TwitterApiClient({ ...x.keys, agent: x.agent }),
  })
  adapter.use(new DashbotMiddleware(client))
  const bot = new ContactBot()
  const server = await WebhookServer.listen((request, response) => {
    void adapter.process(request, response, (context) => bot.run(context))
  })
  await x.connect(server.url)
  for (const id of [planted['user id'], planted["other user's id"]]) {
    const from = { id, name: 'A user', screen_name: 'a_user', description: `Reach me at ${email}` }
    await x.receive({ from, text: `I am ${id}, write to ${email} or call ${phone}, ${mention}` })
  }
  await adapter.whenIdle()
  await server.close()
  await x.close()
}

/** Which of the planted texts stand somewhere in the folder's files. */
function foundIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const files = names.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  expect(
    files.some((bytes) => bytes.includes('CONTACT')),
    'the conversation is stored',
  ).to.equal(true)
  const sought = Object.entries({ ...planted, 'API key': apiKey })
  return sought.filter(([, text]) => files.some((bytes) => bytes.includes(text))).map(([what]) => what)
}

const stores: Readonly<Record<string, (conversation: Conversation) => Promise<readonly string[]>>> = {
  'the outbox file, with its dead letters': async ({ beforeSend, mention }) => {
    const folder = makeDirectory()
    const tracker = await FakeTracker.start()
    tracker.behave = (index) => status(index % 2 === 0 ? 400 : 503)
    const outbox = new SqliteOutbox({ path: join(folder, 'outbox.db') })
    const client = new DashbotClient({
      apiKey,
      serverRoot: tracker.url,
      outbox,
      beforeSend,
      onError: () => {},
      onDrop: () => {},
    })
    try {
      await converse(client, mention)
      const { persisted, dropped } = await client.close({ timeoutMs: 300 })
      expect(persisted).to.be.above(0)
      expect(dropped).to.be.above(0)
      return foundIn(folder)
    } finally {
      await tracker.close()
      removeDirectory(folder)
    }
  },

  'Redis, in everything that was ever written to it': async ({ beforeSend, mention }) => {
    const redis = await RedisServer.start('--appendonly', 'yes', '--maxmemory-policy', 'noeviction')
    const client = new DashbotClient({
      transport: new RedisTransport({ connection: redis.url }),
      beforeSend,
    })
    const tracker = await FakeTracker.start()
    const relay = createRelay({
      connection: redis.url,
      transport: new HttpTransport({ apiKey, serverRoot: tracker.url }),
    })
    try {
      await converse(client, mention)
      expect((await client.close()).delivered).to.equal(6)
      await relay.ready
      await until('all are relayed', () => relay.stats().delivered === 6)
      expect(tracker.requests.map(({ query }) => query.apiKey)).to.include(apiKey)
      return foundIn(redis.directory)
    } finally {
      await relay.close()
      await tracker.close()
      await redis.stop()
    }
  },

  "the tracker's database": async ({ beforeSend, mention }) => {
    const folder = makeDirectory()
    const tracker = await createTracker({ path: join(folder, 'tracker.db') })
    const client = new DashbotClient({ apiKey, serverRoot: await tracker.listen({ port: 0 }), beforeSend })
    try {
      await converse(client, mention)
      expect((await client.close()).delivered).to.equal(6)
      expect(tracker.messages()).to.have.length(4)
      return foundIn(folder)
    } finally {
      await tracker.close()
      removeDirectory(folder)
    }
  },
}

describe('with redactText and hashUserIds', () => {
  for (const [store, search] of Object.entries(stores)) {
    describe(`a search of ${store}`, () => {
      before(function () {
        if (store.startsWith('Redis')) needsRedis(this)
      })

      it('finds no user, no address, no number and no key', async () => {
        expect(await search({ beforeSend: hooks })).to.deep.equal([])
      })

      it('finds all where there are no hooks and somebody says the key: the search can fail', async () => {
        const found = await search({ beforeSend: [], mention: apiKey })
        expect(found).to.have.members([...Object.keys(planted), 'API key'])
      })
    })
  }
})
