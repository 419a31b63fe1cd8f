import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { DropReport } from '../../../src/delivery/drop-reports'
import { ConfigError, type DashbotError } from '../../../src/errors'
import { createRelay, RedisTransport, type Relay, type RelayOptions } from '../../../src/redis'
import { loadRedisPeer } from '../../../src/redis/connection/peers'
import { FleetInspection } from '../../../src/redis/fleet-inspection'
import { HttpTransport } from '../../../src/transports/http'
import type { Transport } from '../../../src/transports/transport'
import type { Envelope } from '../../../src/wire/envelope'
import { createEnvelope } from '../../../src/wire/envelope'
import { conversations, numbered, tally } from '../../support/conversations'
import { accept, FakeTracker, status } from '../../support/fake-tracker'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

describe('A relay', () => {
  let server: RedisServer
  let tracker: FakeTracker
  let bot: RedisTransport
  const relays: Relay[] = []

  before(function () {
    needsRedis(this)
  })
  beforeEach(async () => {
    server = await RedisServer.start()
    tracker = await FakeTracker.start()
    bot = new RedisTransport({ connection: server.url })
  })
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.close()
    await bot?.close()
    await tracker?.close()
    await server?.remove()
  })

  function relayTo(transport: Transport, options: Partial<RelayOptions> = {}): Relay {
    const quiet = { onError: () => {}, onDrop: () => {} }
    const relay = createRelay({ connection: server.url, transport, ...quiet, ...options })
    relays.push(relay)
    return relay
  }

  const http = () => new HttpTransport({ apiKey: 'KEY', serverRoot: tracker.url })

  async function enqueue(envelopes: readonly Envelope[]): Promise<void> {
    const { signal } = new AbortController()
    for (let from = 0; from < envelopes.length; from += 8) {
      await Promise.all(envelopes.slice(from, from + 8).map((envelope) => bot.send(envelope, { signal })))
    }
  }

  const arrived = () => tally(tracker.accepted.map(({ json }) => json))

  it('delivers 2,000 messages of 100 conversations in order through 20 % 503 and 10 % resets', async () => {
    let seed = 1
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    tracker.behave = () => {
      const share = random()
      if (share < 0.2) return status(503)
      if (share < 0.25) return { kind: 'reset-before-body' }
      if (share < 0.3) return { kind: 'reset-after-body' }
      return accept
    }
    await enqueue(conversations(100, 2_000))
    const relay = relayTo(http())
    await until('all have arrived', () => arrived().delivered === 2_000, 110_000)
    const { delivered, duplicates, inversions } = arrived()
    console.log(`      ${delivered} delivered, ${duplicates} duplicates, ${inversions} inversions`)
    expect({ delivered, duplicates, inversions }).to.deep.equal({
      delivered: 2_000,
      duplicates: 0,
      inversions: 0,
    })
    expect(relay.stats().retries).to.be.above(500)
  })

  it('makes the whole fleet wait as long as the tracker asks', async () => {
    const times: { at: number; refused: boolean }[] = []
    tracker.behave = (index) => {
      const refused = index === 40
      times.push({ at: performance.now(), refused })
      return refused ? status(429, { 'retry-after': '3' }) : accept
    }
    const [one, other] = [relayTo(http()), relayTo(http())]
    await Promise.all([one.ready, other.ready])
    await sleep(500)
    const feeding = (async () => {
      for (let round = 0; round < 20; round += 1) await enqueue(conversations(40, 40)).then(() => sleep(100))
    })()
    await feeding
    await until('all have arrived', () => tracker.accepted.length === 800)

    const asked = times.find(({ refused }) => refused)?.at ?? 0
    // What was on its way when the answer came may still arrive, and the other relay learns of it within 100 ms, on a busy machine later.
    const during = times.filter(({ at }) => at > asked + 1_000 && at < asked + 2_950)
    expect(during).to.have.length(0)
    expect(one.stats().delivered).to.be.above(0)
    expect(other.stats().delivered).to.be.above(0)
  })

  it('sends at most 16 requests into an outage of 10 s, and then everything', async () => {
    await enqueue(conversations(50, 1_000))
    let isDown = true
    let intoOutage = 0
    tracker.behave = () => {
      if (!isDown) return accept
      intoOutage += 1
      return status(503)
    }
    relayTo(http())
    await sleep(10_000)
    isDown = false
    console.log(`      ${intoOutage} requests`)
    expect(intoOutage).to.be.within(8, 16)
    await until('all have arrived', () => arrived().delivered === 1_000, 80_000)
    expect(arrived()).to.deep.equal({ delivered: 1_000, duplicates: 0, inversions: 0 })
  })

  it('lets all others finish as if one conversation of 5 % that always fails were not there', async () => {
    const transport = http()
    const isPoisoned = ({ conversation }: Envelope) => conversation === 'poisoned'
    const relay = relayTo({
      send: async (envelope, options) => {
        if (isPoisoned(envelope)) throw new Error('always')
        await transport.send(envelope, options)
      },
      close: () => transport.close(),
    })
    const timeFor = async (poisoned: boolean): Promise<number> => {
      const before = tracker.accepted.length
      const others = conversations(95, 1_900)
      const mixed = others.flatMap((envelope, index) =>
        poisoned && index % 19 === 0 ? [numbered('poisoned', index), envelope] : [envelope],
      )
      const startedAt = performance.now()
      await enqueue(mixed)
      await until('all others have arrived', () => tracker.accepted.length - before >= 1_900, 60_000)
      return performance.now() - startedAt
    }
    await relay.ready
    await timeFor(false)
    const without = await timeFor(false)
    const beside = await timeFor(true)
    console.log(`      ${without.toFixed(0)} ms without, ${beside.toFixed(0)} ms beside it`)
    expect(beside).to.be.below(2 * without + 5_000)
    expect(relay.stats().dropped.rejected).to.equal(0)
  })

  it('keeps refused and expired messages, so many, with the reason', async () => {
    tracker.behave = () => status(400)
    const drops: DropReport[] = []
    const relay = relayTo(http(), { maxAgeMs: 60_000, onDrop: (report) => drops.push(report) })
    await enqueue(Array.from({ length: 10 }, (_, index) => numbered('user', index)))
    const old = { type: 'incoming', json: '{"text":"old","userId":"user"}', conversation: 'user' } as const
    await enqueue([createEnvelope({ ...old, capturedAt: Date.now() - 61_000 })])
    await until('all have come to an end', () => {
      const { rejected, expired } = relay.stats().dropped
      return rejected === 10 && expired === 1
    })
    await relay.close()
    expect(drops.map(({ reason }) => reason)).to.include.members(['rejected', 'expired'])
    expect(drops.reduce((sum, { count }) => sum + count, 0)).to.equal(11)

    const dead = await FleetInspection.run(
      loadRedisPeer(),
      { connection: server.url, name: 'dashbot' },
      (inspection) => inspection.dead({}, 100),
    )
    expect(dead.map(({ reason }) => reason).sort()).to.deep.equal(['expired', ...Array(10).fill('rejected')])
    expect(dead.find(({ reason }) => reason === 'rejected')).to.include({ status: 400, isWhole: true })
  })

  it('says at its start that the number of partitions differs from that of the fleet', async () => {
    await enqueue([numbered('user', 0)])
    const errors: DashbotError[] = []
    const relay = relayTo(http(), { partitions: 4, onError: (error) => errors.push(error) })
    const reason = await relay.ready.catch((error: unknown) => error)
    expect(reason).to.be.instanceOf(ConfigError).and.include({ option: 'partitions' })
    expect(errors).to.deep.equal([reason])
    await sleep(300)
    expect(tracker.requests).to.have.length(0)
  })

  describe('that is closed', () => {
    const timeoutMs = 1_500

    async function timeToClose(relay: Relay): Promise<number> {
      const startedAt = performance.now()
      await relay.close({ timeoutMs })
      return performance.now() - startedAt
    }

    it('finishes what is in flight, and takes no more', async () => {
      const gates: (() => void)[] = []
      const sent: Envelope[] = []
      const relay = relayTo({
        send: async (envelope) => {
          await new Promise<void>((resolve) => gates.push(resolve))
          sent.push(envelope)
        },
      })
      await enqueue(conversations(1, 10))
      await until('one is in flight', () => gates.length === 1)
      const closing = relay.close()
      gates[0]?.()
      await closing
      expect(sent).to.have.length(1)
      expect(relay.stats().delivered).to.equal(1)
    })

    it('hands back what does not end in time, at its place', async () => {
      let isSending = false
      const relay = relayTo({
        send: (_, { signal }) => {
          isSending = true
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')))
          })
        },
      })
      await enqueue(conversations(1, 10))
      await until('one is in flight', () => isSending)
      expect(await timeToClose(relay)).to.be.below(timeoutMs + 100)

      relayTo(http())
      await until('all have arrived', () => arrived().delivered === 10, 3_000)
      expect(arrived()).to.include({ duplicates: 0, inversions: 0 })
    })

    const faults: Record<string, () => Promise<void> | void> = {
      'with a send that ignores the signal': () => {},
      'with Redis stopped': () => server.stop(),
      'with Redis frozen': () => server.freeze(),
    }
    for (const [what, happens] of Object.entries(faults)) {
      it(`keeps to its time ${what}`, async () => {
        let isSending = false
        const stuck: Transport = {
          send: () => {
            isSending = true
            return new Promise(() => {})
          },
        }
        const relay = relayTo(stuck)
        await enqueue(conversations(1, 10))
        await until('one is in flight', () => isSending)
        await happens()
        expect(await timeToClose(relay)).to.be.below(timeoutMs + 100)
      })
    }

    it('keeps to its time before Redis was ever there', async () => {
      await server.stop()
      expect(await timeToClose(relayTo(http()))).to.be.below(timeoutMs + 100)
    })

    it('closes its transport once, and again gives the same promise', async () => {
      let closed = 0
      const close = async () => {
        closed += 1
      }
      const relay = relayTo({ send: async () => {}, close })
      await Promise.all([relay.close(), relay.close()])
      expect(closed).to.equal(1)
    })
  })
})
