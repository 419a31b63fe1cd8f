import { expect } from 'chai'
import {
  ConfigError,
  ConsoleTransport,
  closeOnSignals,
  DashbotClient,
  DashbotMiddleware,
  HttpTransport,
  redactText,
  TrackEvent,
  TrackIntent,
} from '../../src'
import { openTelemetry } from '../../src/opentelemetry'
import { SqliteOutbox } from '../../src/outbox'
import { createTracker } from '../../src/tracker'
import { SqliteInbox, TwitterAdapter, TwitterApiClient, XWebhooks } from '../../src/twitter'
import { AgentsTwitterAdapter } from '../../src/twitter/agents'

type Take = (options: never) => unknown

const client = () => new DashbotClient({ transport: { send: async () => {} } })

const directMessages = { send() {}, sendTyping() {}, markRead() {} }

/** Everything public that takes options, with valid options, and one of a wrong type. */
const takers: Readonly<Record<string, readonly [Take, object, Readonly<Record<string, unknown>>]>> = {
  DashbotClient: [(options) => new DashbotClient(options), { apiKey: 'KEY' }, { maxAgeMs: 'long' }],
  DashbotMiddleware: [(options) => new DashbotMiddleware(client(), options), {}, { channels: 5 }],
  HttpTransport: [(options) => new HttpTransport(options), { apiKey: 'KEY' }, { timeoutMs: '1s' }],
  ConsoleTransport: [(options) => new ConsoleTransport(options), {}, { write: 'stdout' }],
  closeOnSignals: [(options) => closeOnSignals(client(), options), {}, { timeoutMs: '1s' }],
  redactText: [redactText as Take, {}, { kinds: ['emial'] }],
  '@TrackEvent': [TrackEvent as Take, { type: 'customEvent', name: 'a' }, { name: 5 }],
  '@TrackIntent': [TrackIntent as Take, { name: 'a' }, { name: 5 }],
  openTelemetry: [openTelemetry as Take, {}, { spans: 'yes' }],
  SqliteOutbox: [(options) => new SqliteOutbox(options), { path: ':memory:' }, { maxBytes: '1 MB' }],
  createTracker: [createTracker as Take, { path: ':memory:' }, { apiKeys: 'key' }],
  SqliteInbox: [(options) => new SqliteInbox(options), { path: ':memory:' }, { path: 5 }],
  TwitterApiClient: [
    (options) => new TwitterApiClient(options),
    { appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd' },
    { appKey: 5 },
  ],
  XWebhooks: [
    (options) => new XWebhooks(options),
    { appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd' },
    { appKey: 5 },
  ],
  TwitterAdapter: [
    (options) => new TwitterAdapter(options),
    { consumerSecret: 'a', client: directMessages },
    { onError: 'log' },
  ],
  AgentsTwitterAdapter: [
    (options) => new AgentsTwitterAdapter(options),
    { consumerSecret: 'a', client: directMessages },
    { onError: 'log' },
  ],
}

/** What a call throws or rejects with. */
async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error
  }
}

describe('The options of the public API', () => {
  for (const [name, [take, right, wrong]] of Object.entries(takers)) {
    it(`of ${name} are refused by name where one is unknown`, async () => {
      const error = await thrownBy(() => take({ ...right, unknwon: 1 } as never))
      expect(error).to.be.instanceOf(ConfigError)
      expect(error).to.have.property('option', 'unknwon')
      expect((error as Error).message)
        .to.include(name)
        .and.include('unknown option unknwon')
    })

    it(`of ${name} are refused by name where one has a wrong type`, async () => {
      const [option = ''] = Object.keys(wrong)
      const error = await thrownBy(() => take({ ...right, ...wrong } as never))
      expect(error).to.be.instanceOf(ConfigError)
      expect(error).to.have.property('option', option)
      expect((error as Error).message).to.match(new RegExp(`${option}(\\[\\d\\])? must be (?!Invalid)`))
    })
  }

  it('are refused where a time is longer than a timer takes, which would end at once', async () => {
    const error = await thrownBy(() => new HttpTransport({ apiKey: 'KEY', timeoutMs: 2 ** 31 }))
    expect((error as Error).message).to.equal(
      'HttpTransport: timeoutMs must be a number of milliseconds, 2147483647 at most',
    )
  })

  it('say which required one is missing', async () => {
    const error = await thrownBy(() => new TwitterAdapter({ client: {} } as never))
    expect((error as Error).message).to.equal('TwitterAdapter: consumerSecret is missing')
  })
})
