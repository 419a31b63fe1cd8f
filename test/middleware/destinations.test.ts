import { expect } from 'chai'
import fc from 'fast-check'
import sinon from 'sinon'
import {
  ConfigError,
  DashbotClient,
  type DashbotClientOptions,
  DashbotMiddleware,
  hashUserIds,
  MemoryTransport,
  TrackEvent,
  TrackIntent,
  TransportError,
  trackNotHandled,
} from '../../src'
import type { DashbotPayload } from '../../src/wire/types'
import { BareAdapter, directMessage, userId } from '../support/direct-messages'
import { RecordingClient } from '../support/recording-client'

class Bot {
  @TrackIntent('GREETING')
  @TrackEvent('greeted')
  async greet(context: { sendActivity(text: string): Promise<unknown> }): Promise<void> {
    await context.sendActivity('hello')
  }
}

function destinations(...options: readonly DashbotClientOptions[]) {
  const transports = options.map(() => new MemoryTransport())
  const clients = options.map((more, index) => new DashbotClient({ transport: transports[index], ...more }))
  const adapter = new BareAdapter()
  adapter.use(new DashbotMiddleware(clients))
  const payloads = (index: number): readonly DashbotPayload[] =>
    transports[index]?.envelopes.map(({ payload }) => payload) ?? []
  return { clients, adapter, payloads }
}

const isAccounted = (client: DashbotClient | undefined): boolean => {
  if (client === undefined) return false
  const { accepted, delivered, pending, dropped } = client.stats()
  return accepted === delivered + pending + Object.values(dropped).reduce((sum, count) => sum + count, 0)
}

describe('DashbotMiddleware with several clients', () => {
  it('hands each everything, by decorators and functions too', async () => {
    const { clients, adapter, payloads } = destinations({}, {})
    await adapter.run(directMessage('hi'), async (context) => {
      trackNotHandled(context)
      await new Bot().greet(context)
    })
    await Promise.all(clients.map((client) => client.flush()))
    expect(payloads(0).map((payload) => Object(payload).text ?? Object(payload).name)).to.deep.equal([
      'hi',
      'hello',
      'greeted',
    ])
    expect(Object(payloads(0)[0]).intent.name).to.equal('GREETING')
    expect(payloads(1)).to.deep.equal(payloads(0))
  })

  it('flushes each for itself, in whatever order', async () => {
    const { clients, adapter, payloads } = destinations({}, {})
    await adapter.run(directMessage('hi'), async () => {})
    expect(await clients[1]?.flush()).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
    expect(clients[0]?.stats().accepted).to.equal(1)
    await clients[0]?.flush()
    expect(payloads(0)).to.deep.equal(payloads(1))
  })

  it('gives each its own hooks', async () => {
    const secret = 'a secret of enough length'
    const { clients, adapter, payloads } = destinations(
      { beforeSend: hashUserIds(secret) },
      {},
      { beforeSend: () => null },
    )
    await adapter.run(directMessage('hi'), async () => {})
    await Promise.all(clients.map((client) => client.flush()))
    expect(payloads(0)[0]?.userId).to.match(/^[0-9a-f]{32}$/)
    expect(payloads(1)[0]?.userId).to.equal(userId)
    expect(clients[2]?.stats().dropped.before_send).to.equal(1)
  })

  it('delivers everything to one while the other is down, and both account exactly', async () => {
    const down = { send: () => Promise.reject(new TransportError('down', { retryable: true })) }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
        async (users) => {
          const quiet = { onError: () => {}, onDrop: () => {} }
          const { clients, adapter, payloads } = destinations({ transport: down, ...quiet }, quiet)
          for (const [index, user] of users.entries()) {
            await adapter.run(directMessage(`question ${index}`, `user-${user}`), async (context) => {
              await context.sendActivity(`answer ${index}`)
            })
          }
          expect(await clients[1]?.close()).to.deep.equal({
            delivered: 2 * users.length,
            persisted: 0,
            dropped: 0,
          })
          for (const user of new Set(users)) {
            const texts = payloads(1)
              .filter((payload) => payload.userId === `user-${user}`)
              .map((payload) => Object(payload).text)
            const expected = users.flatMap((one, index) =>
              one === user ? [`question ${index}`, `answer ${index}`] : [],
            )
            expect(texts).to.deep.equal(expected)
          }
          expect(clients.every(isAccounted)).to.equal(true)
          const result = await clients[0]?.close({ timeoutMs: 5 })
          expect(result).to.deep.equal({ delivered: 0, persisted: 0, dropped: 2 * users.length })
          expect(clients.every(isAccounted)).to.equal(true)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('reports what concerns all of them to each onError once, and as one warning for those without', async () => {
    const warn = sinon.stub(process, 'emitWarning')
    try {
      const [shared, own] = [sinon.spy(), sinon.spy()]
      const { adapter } = destinations({ onError: shared }, { onError: shared }, { onError: own }, {}, {})
      await adapter.run({ ...directMessage('hi'), channelId: 'slack' }, async () => {})
      expect([shared.callCount, own.callCount, warn.callCount]).to.deep.equal([1, 1, 1])
    } finally {
      warn.restore()
    }
  })

  it('announces once that a second middleware gives its own client nothing, and how it would', async () => {
    const [one, two] = [new RecordingClient(), new RecordingClient()]
    const adapter = new BareAdapter()
    for (const client of [one.client, one.client, two.client]) {
      adapter.use(new DashbotMiddleware(client))
    }
    for (const text of ['hi', 'bye']) await adapter.run(directMessage(text), async () => {})
    expect(one.lines).to.deep.equal(['incoming hi', 'incoming bye'])
    expect(two.errors.map((error) => Object(error).message)).to.deep.equal([
      "Another DashbotMiddleware records the turns already, and this one's client gets nothing: " +
        'give both clients to one middleware, new DashbotMiddleware([one, other])',
    ])
  })

  it('leaves other channels to other middlewares, without a word', async () => {
    const [one, two] = [new RecordingClient(), new RecordingClient()]
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(one.client, { channels: ['twitter'] }))
    adapter.use(new DashbotMiddleware(two.client, { channels: ['msteams'] }))
    await adapter.run(directMessage('hi'), async () => {})
    await adapter.run({ ...directMessage('hello'), channelId: 'msteams' }, async () => {})
    expect([one.lines, two.lines]).to.deep.equal([['incoming hi'], ['incoming hello']])
    expect(two.errors).to.deep.equal([])
  })

  it('passes over a client that is not enabled', async () => {
    const { clients, adapter, payloads } = destinations({ enabled: false }, {})
    await adapter.run(directMessage('hi'), async () => {})
    await clients[1]?.flush()
    expect(payloads(1)).to.have.length(1)
    expect(clients[0]?.stats().accepted).to.equal(0)
  })

  for (const clients of [[], [undefined], [{}], [new DashbotClient({ enabled: false }), 'a key']]) {
    it(`refuses a list with what is not a client: ${JSON.stringify(clients)}`, () => {
      expect(() => new DashbotMiddleware(clients as never))
        .to.throw(ConfigError, 'or a list of them')
        .with.property('option', 'client')
    })
  }
})
