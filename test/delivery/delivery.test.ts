import { expect } from 'chai'
import fc from 'fast-check'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import type { DashbotClientOptions } from '../../src/client/options'
import type { DeliveryStats } from '../../src/delivery/accounting'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { Outbox, OutboxHost } from '../../src/delivery/outbox'
import { envelopeOf, textsOf } from '../support/envelopes'
import { type Answer, refusedForGood, refusedForNow, ScriptedTransport } from '../support/scripted-transport'

const say = (text: string, userId = 'ann') => ({ text, userId })

function createClient(options: DashbotClientOptions & { answer?: ScriptedTransport['answer'] } = {}) {
  const { answer, ...rest } = options
  const transport = new ScriptedTransport(answer)
  const onDrop = sinon.spy()
  const onError = sinon.spy()
  const client = new DashbotClient({ transport, onDrop, onError, ...rest })
  return { client, transport, onDrop, onError }
}

/** An outbox that outlives the process, as far as a test can see. */
class DurableOutbox extends MemoryOutbox {
  override readonly durable: boolean = true
  host: OutboxHost | undefined

  constructor() {
    super({ maxMessages: 100, maxBytes: 100_000 })
  }

  override open(host: OutboxHost): number {
    this.host = host
    super.open(host)
    return this.size
  }

  override close(): void {}
}

const sumOf = ({ delivered, pending, dropped }: DeliveryStats): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, delivered + pending)

describe('Delivery', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  describe('counts', () => {
    it('add up at every moment, whatever is answered', async () => {
      const answers = fc.array(fc.constantFrom<Answer>('accept', refusedForNow(), refusedForGood()), {
        minLength: 1,
        maxLength: 30,
      })
      const users = fc.array(fc.constantFrom('ann', 'bob', 'cem'), { minLength: 1, maxLength: 30 })
      await fc.assert(
        fc.asyncProperty(answers, users, async (script, speakers) => {
          const sums: [number, number][] = []
          const { client } = createClient({
            maxQueueMessages: 20,
            answer: (_, index) => {
              sums.push([client.stats().accepted, sumOf(client.stats())])
              return script[index % script.length] ?? 'accept'
            },
            onDrop: () => sums.push([client.stats().accepted, sumOf(client.stats())]),
          })
          for (const speaker of speakers) {
            client.logIncoming(say('x', speaker))
            sums.push([client.stats().accepted, sumOf(client.stats())])
          }
          await clock.tickAsync(3_000)
          const closed = client.close()
          await clock.tickAsync(6_000)
          const { delivered, persisted, dropped } = await closed
          sums.push([speakers.length, delivered + persisted + dropped])
          sums.push([client.stats().accepted, sumOf(client.stats())])
          for (const [accepted, sum] of sums) expect(sum).to.equal(accepted)
        }),
        { numRuns: 50 },
      )
    })

    it('count attempts beyond the first', async () => {
      const { client } = createClient({ answer: (_, index) => (index < 2 ? refusedForNow() : 'accept') })
      client.logIncoming(say('1'))
      await clock.tickAsync(4_000)
      expect(client.stats()).to.include({ accepted: 1, delivered: 1, pending: 0, retries: 2 })
    })

    it('count what the queue refused, and report it within a second', async () => {
      const { client, onDrop } = createClient({ maxQueueMessages: 2 })
      for (const text of ['1', '2', '3', '4']) client.logIncoming(say(text))
      expect(client.stats()).to.include({ accepted: 4, pending: 2 })
      await clock.tickAsync(1_000)
      expect(onDrop.args.flat()).to.have.length(1)
      expect(onDrop.firstCall.args[0]).to.include({ reason: 'queue_full', count: 2 })
      expect(textsOf([onDrop.firstCall.args[0].sample])).to.deep.equal(['3'])
    })
  })

  describe('flush', () => {
    it('waits for what was accepted before it, retries included', async () => {
      const { client } = createClient({ answer: (_, index) => (index === 0 ? refusedForNow() : 'accept') })
      client.logIncoming(say('1'))
      const flushed = client.flush()
      await clock.tickAsync(1_500)
      expect(await flushed).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
    })

    it('waits for its own messages where later ones of others are faster', async () => {
      const { client, transport } = createClient({
        answer: ({ conversation }) => (conversation === 'ann' ? 'hang' : 'accept'),
      })
      const finish: (() => void)[] = []
      const send = transport.send.bind(transport)
      transport.send = (envelope, options) =>
        envelope.conversation === 'ann'
          ? new Promise((resolve) => finish.push(resolve))
          : send(envelope, options)
      client.logIncoming(say('1', 'ann'))
      const flushed = sinon.spy()
      void client.flush().then(flushed)
      client.logIncoming(say('later', 'bob'))
      await clock.tickAsync(10)
      expect([transport.accepted.length, flushed.called]).to.deep.equal([1, false])
      finish[0]?.()
      await clock.tickAsync(1)
      expect(flushed.called).to.equal(true)
    })

    it('does not wait for what is logged after it', async () => {
      const { client } = createClient({
        answer: ({ conversation }) => (conversation === 'bob' ? 'hang' : 'accept'),
      })
      client.logIncoming(say('1'))
      const flushed = client.flush()
      client.logIncoming(say('2', 'bob'))
      await clock.tickAsync(10)
      expect(await flushed).to.deep.equal({ delivered: 1, pending: 1, dropped: 0 })
    })

    it('resolves to what is pending when its time is up', async () => {
      const { client } = createClient({ answer: () => 'hang' })
      client.logIncoming(say('1'))
      const flushed = client.flush({ timeoutMs: 200 })
      await clock.tickAsync(200)
      expect(await flushed).to.deep.equal({ delivered: 0, pending: 1, dropped: 0 })
    })

    it('has no limit of its own', async () => {
      const { client, transport } = createClient({ answer: () => refusedForNow() })
      client.logIncoming(say('1'))
      const flushed = client.flush()
      await clock.tickAsync(600_000)
      transport.answer = () => 'accept'
      await clock.tickAsync(60_000)
      expect(await flushed).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
    })

    it('waits for the close that is under way', async () => {
      const { client } = createClient({ answer: () => 'hang' })
      client.logIncoming(say('1'))
      void client.close({ timeoutMs: 100 })
      const flushed = client.flush()
      await clock.tickAsync(200)
      expect(await flushed).to.deep.equal({ delivered: 0, pending: 0, dropped: 1 })
    })

    it('ends with the close that comes after it', async () => {
      const { client } = createClient({ answer: () => 'hang' })
      client.logIncoming(say('1'))
      const flushed = client.flush()
      void client.close({ timeoutMs: 100 })
      await clock.tickAsync(200)
      expect(await flushed).to.deep.equal({ delivered: 0, pending: 0, dropped: 1 })
    })
  })

  describe('close', () => {
    it('delivers what waits, and closes the transport', async () => {
      const { client, transport } = createClient()
      client.logIncoming(say('1'))
      const closed = client.close()
      await clock.tickAsync(10)
      expect(await closed).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
      expect(transport.isClosed).to.equal(true)
    })

    it('drops what is left in memory when its 5 s are up, and reports that', async () => {
      const { client, onDrop } = createClient({ answer: () => 'hang' })
      client.logIncoming(say('1'))
      client.logIncoming(say('2'))
      const closed = client.close()
      await clock.tickAsync(5_100)
      expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 2 })
      expect(onDrop.args.flat()).to.deep.equal([{ reason: 'shutdown_timeout', count: 2 }])
    })

    it('leaves to a durable outbox what is not delivered', async () => {
      const { client, onDrop } = createClient({ outbox: new DurableOutbox(), answer: () => 'hang' })
      client.logIncoming(say('1'))
      const closed = client.close({ timeoutMs: 100 })
      await clock.tickAsync(200)
      expect(await closed).to.deep.equal({ delivered: 0, persisted: 1, dropped: 0 })
      expect(client.stats()).to.deep.include({ accepted: 1, pending: 1 })
      expect(onDrop.called).to.equal(false)
    })

    it('returns the same when called again, whatever the time', async () => {
      const { client } = createClient()
      client.logIncoming(say('1'))
      const [first, second] = [client.close(), client.close({ timeoutMs: 0 })]
      await clock.tickAsync(10)
      expect(await first).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
      expect(await second).to.deep.equal(await first)
    })

    it('tries once more at once after an outage, though it would have waited', async () => {
      const { client, transport } = createClient({ answer: () => refusedForNow() })
      for (const user of ['ann', 'bob', 'cem', 'dea', 'eve', 'flo']) client.logIncoming(say('x', user))
      await clock.tickAsync(120_000)
      transport.answer = () => 'accept'
      const closed = client.close()
      await clock.tickAsync(5_100)
      expect(await closed).to.deep.equal({ delivered: 6, persisted: 0, dropped: 0 })
    })

    it('waits neither for a transport that ignores the signal nor for one that does not close', async () => {
      const { client, transport } = createClient()
      transport.send = () => new Promise(() => {})
      transport.close = () => new Promise(() => {})
      client.logIncoming(say('1'))
      const closed = client.close({ timeoutMs: 100 })
      await clock.tickAsync(200)
      expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 1 })
    })

    it('does not reject where the transport fails to close', async () => {
      const { client, transport } = createClient()
      transport.close = async () => {
        throw new Error('close')
      }
      const closed = client.close()
      await clock.tickAsync(10)
      expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 0 })
    })

    it('takes any number for its time', async () => {
      for (const timeoutMs of [0, -5, Number.POSITIVE_INFINITY]) {
        const { client } = createClient()
        const closed = client.close({ timeoutMs })
        await clock.tickAsync(100)
        expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 0 })
      }
    })
  })

  describe('with an outbox that has a life of its own', () => {
    it('counts what an earlier process left as accepted, and delivers it', async () => {
      const outbox = new DurableOutbox()
      outbox.add(envelopeOf('left'))
      const { client, transport } = createClient({ outbox })
      expect(client.stats()).to.include({ accepted: 1, pending: 1 })
      await clock.tickAsync(1)
      expect(textsOf(transport.accepted)).to.deep.equal(['left'])
    })

    it('counts and delivers what comes to it by another way', async () => {
      const outbox = new DurableOutbox()
      const { client, transport } = createClient({ outbox })
      outbox.add(envelopeOf('requeued'))
      outbox.host?.onRestored(1)
      await clock.tickAsync(1)
      expect(textsOf(transport.accepted)).to.deep.equal(['requeued'])
      expect(client.stats()).to.include({ accepted: 1, delivered: 1, pending: 0 })
    })

    it('counts and reports what the outbox lost', async () => {
      const outbox = new DurableOutbox()
      const { client, onDrop } = createClient({ outbox })
      outbox.host?.onRestored(3)
      outbox.host?.onDrop('outbox_corrupt', 3)
      await clock.tickAsync(1_000)
      expect(client.stats().dropped.outbox_corrupt).to.equal(3)
      expect(onDrop.args.flat()).to.deep.equal([{ reason: 'outbox_corrupt', count: 3 }])
    })

    it('counts a message that an outbox throws at as rejected, and reports why', () => {
      const outbox = new DurableOutbox()
      outbox.add = () => {
        throw new Error('disk')
      }
      const { client, onError } = createClient({ outbox: outbox as Outbox })
      client.logIncoming(say('1'))
      expect(client.stats().dropped.rejected).to.equal(1)
      expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_OUTBOX')
    })

    it('closes all the same where the outbox throws, and reports why', async () => {
      const outbox = new DurableOutbox()
      outbox.close = () => {
        throw new Error('disk')
      }
      const { client, onError } = createClient({ outbox: outbox as Outbox })
      const closed = client.close()
      await clock.runAllAsync()
      expect(await closed).to.include({ delivered: 0 })
      expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_OUTBOX')
    })
  })

  it('lets a flush wait no longer than its timeout, while a close goes on', async () => {
    const { client, transport } = createClient()
    transport.send = () => new Promise(() => {})
    client.logIncoming(say('1'))
    await clock.tickAsync(1)
    const closed = client.close({ timeoutMs: 5_000 })
    const flushed = client.flush({ timeoutMs: 100 })
    await clock.tickAsync(100)
    expect(await flushed).to.include({ pending: 1 })
    await clock.runAllAsync()
    await closed
  })
})
