import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import type { DashbotClientOptions } from '../../src/client/options'
import type { DeliveryStats } from '../../src/delivery/accounting'
import { HttpTransport } from '../../src/transports/http'
import { numberedPayload, type Tally, tally } from '../support/conversations'
import { accept, type Behaviour, FakeTracker, status } from '../support/fake-tracker'
import { until } from '../support/until'

const CONVERSATIONS = 10
const MESSAGES = 60
const CLOSE_GRACE_MS = 100

const sumOf = ({ delivered, pending, dropped }: DeliveryStats): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, delivered + pending)

function logMessages(client: DashbotClient, count = MESSAGES, conversations = CONVERSATIONS): void {
  for (let index = 0; index < count; index += 1) {
    client.logIncoming(numberedPayload(`user ${index % conversations}`, Math.floor(index / conversations)))
  }
}

const passing: Readonly<Record<string, Behaviour>> = {
  'resets before the body': { kind: 'reset-before-body' },
  'resets after the body': { kind: 'reset-after-body' },
  hangs: { kind: 'hang' },
  'stalls in the body of a 500': { kind: 'stall-body', status: 500 },
  'answers 429 with Retry-After': status(429, { 'retry-after': '1' }),
  'answers 503 with Retry-After': status(503, { 'retry-after': '1' }),
  'answers 500': status(500),
  'answers 503': status(503),
}

const final: Readonly<Record<string, Behaviour>> = {
  'answers 400': status(400),
  'answers 401': status(401),
  redirects: status(302, { location: 'http://127.0.0.1:1/' }),
}

describe('delivery to a tracker that', () => {
  let tracker: FakeTracker
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown) => unhandled.push(reason)

  before(() => process.on('unhandledRejection', onUnhandled))
  after(() => process.off('unhandledRejection', onUnhandled))
  beforeEach(async () => {
    unhandled.length = 0
    tracker = await FakeTracker.start()
  })
  afterEach(async () => {
    await tracker.close()
    await new Promise(setImmediate)
    expect(unhandled).to.deep.equal([])
  })

  const arrived = (): Tally => tally(tracker.accepted.map(({ json }) => json))

  function createClient(options: DashbotClientOptions = { serverRoot: tracker.url }): DashbotClient {
    const apiKey = options.transport === undefined ? 'KEY' : undefined
    return new DashbotClient({ apiKey, onDrop: () => {}, onError: () => {}, ...options })
  }

  /** Gives up on a request that hangs, and on a body that stalls, within the time of a test. */
  const impatient = () => new HttpTransport({ apiKey: 'KEY', serverRoot: tracker.url, timeoutMs: 1_000 })

  async function expectTimelyClose(client: DashbotClient, timeoutMs: number) {
    const startedAt = performance.now()
    const result = await client.close({ timeoutMs })
    expect(performance.now() - startedAt).to.be.below(timeoutMs + CLOSE_GRACE_MS)
    const { accepted } = client.stats()
    expect(sumOf(client.stats())).to.equal(accepted)
    expect(result.delivered + result.persisted + result.dropped).to.equal(accepted)
    return result
  }

  for (const [name, behaviour] of Object.entries(passing)) {
    it(`${name}, and recovers: everything arrives, once and in order`, async () => {
      tracker.behave = (index) => (index < 6 ? behaviour : accept)
      const client = createClient({ transport: impatient() })
      logMessages(client)
      expect(await client.flush()).to.deep.equal({ delivered: MESSAGES, pending: 0, dropped: 0 })
      expect(arrived()).to.deep.equal({ delivered: MESSAGES, duplicates: 0, inversions: 0 })
      await expectTimelyClose(client, 1_000)
    })

    it(`${name}, for ever: close is in time, and the rest is counted`, async () => {
      tracker.behave = () => behaviour
      const client = createClient({
        transport: new HttpTransport({ apiKey: 'KEY', serverRoot: tracker.url }),
      })
      logMessages(client)
      void client.flush()
      await until('a request has come', () => tracker.requests.length > 0)
      const result = await expectTimelyClose(client, 500)
      expect(result).to.deep.equal({ delivered: 0, persisted: 0, dropped: MESSAGES })
      expect(client.stats().dropped.shutdown_timeout).to.equal(MESSAGES)
    })
  }

  it('refuses the connection, and is started later: everything arrives in order', async () => {
    const { port, url: serverRoot } = tracker
    await tracker.close()
    const client = createClient({ serverRoot })
    logMessages(client)
    const early = await client.flush({ timeoutMs: 300 })
    expect(early).to.deep.equal({ delivered: 0, pending: MESSAGES, dropped: 0 })
    tracker = await FakeTracker.start(port)
    await client.flush()
    expect(client.stats()).to.include({ delivered: MESSAGES, pending: 0 })
    expect(arrived()).to.include({ delivered: MESSAGES, inversions: 0 })
    await expectTimelyClose(client, 1_000)
  })

  it('refuses the connection, for ever: close is in time', async () => {
    const { url: serverRoot } = tracker
    await tracker.close()
    const client = createClient({ serverRoot })
    logMessages(client)
    const result = await expectTimelyClose(client, 500)
    expect(result).to.deep.equal({ delivered: 0, persisted: 0, dropped: MESSAGES })
    tracker = await FakeTracker.start()
  })

  it('stalls in the body of a 200: that is a success', async () => {
    tracker.behave = () => ({ kind: 'stall-body', status: 200 })
    const client = createClient({ transport: impatient() })
    logMessages(client, CONVERSATIONS)
    const result = await expectTimelyClose(client, 5_000)
    expect(result).to.deep.equal({ delivered: CONVERSATIONS, persisted: 0, dropped: 0 })
    expect(tracker.requests).to.have.length(CONVERSATIONS)
  })

  it('stalls in the body of a 200 when the client closes: that is a success too', async () => {
    tracker.behave = () => ({ kind: 'stall-body', status: 200 })
    const client = createClient()
    logMessages(client, 4)
    const result = await expectTimelyClose(client, 300)
    expect(result).to.deep.equal({ delivered: 4, persisted: 0, dropped: 0 })
  })

  for (const [name, behaviour] of Object.entries(final)) {
    it(`${name}: each message is tried once, dropped and counted`, async () => {
      tracker.behave = () => behaviour
      const client = createClient()
      logMessages(client)
      const result = await expectTimelyClose(client, 2_000)
      expect(result).to.deep.equal({ delivered: 0, persisted: 0, dropped: MESSAGES })
      expect(client.stats().dropped.rejected).to.equal(MESSAGES)
      expect(tracker.requests).to.have.length(MESSAGES)
    })
  }

  it('refuses one message: its neighbours arrive', async () => {
    tracker.behave = (index) => (index === 3 ? status(400) : accept)
    const client = createClient()
    logMessages(client)
    const result = await expectTimelyClose(client, 2_000)
    expect(result).to.deep.equal({ delivered: MESSAGES - 1, persisted: 0, dropped: 1 })
    expect(arrived()).to.include({ delivered: MESSAGES - 1, inversions: 0 })
  })

  it('flaps, with 20 % answered 503 and 10 % reset: 2,000 messages of 100 conversations arrive in order', async () => {
    tracker.behave = () => {
      const chance = Math.random()
      if (chance < 0.2) return status(503)
      return chance < 0.3 ? { kind: 'reset-after-body' } : accept
    }
    const client = createClient()
    logMessages(client, 2_000, 100)
    expect(await client.flush()).to.deep.equal({ delivered: 2_000, pending: 0, dropped: 0 })
    expect(arrived()).to.deep.equal({ delivered: 2_000, duplicates: 0, inversions: 0 })
    await expectTimelyClose(client, 1_000)
  })
})
