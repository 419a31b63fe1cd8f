import { expect } from 'chai'
import fc from 'fast-check'
import sinon from 'sinon'
import type { DeliveryStats } from '../../src/delivery/accounting'
import type { Outbox } from '../../src/delivery/outbox'
import { createClient, DurableOutbox, say } from '../support/delivering-client'
import { envelopeOf, textsOf } from '../support/envelopes'
import { type Answer, refusedForGood, refusedForNow } from '../support/scripted-transport'

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
})
