import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { DashbotClient } from '../../../src/client/client'
import { createRelay, RedisTransport, type Relay } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { numberedPayload, tally } from '../../support/conversations'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const CONVERSATIONS = 20

describe('A bot and a relay under load', () => {
  let server: RedisServer
  let client: DashbotClient
  let relay: Relay
  let received: MemoryTransport
  let logged = 0

  before(function () {
    needsRedis(this)
  })
  beforeEach(async () => {
    server = await RedisServer.start('--appendonly', 'yes')
    received = new MemoryTransport()
    const quiet = { onError: () => {}, onDrop: () => {} }
    client = new DashbotClient({ transport: new RedisTransport({ connection: server.url }), ...quiet })
    relay = createRelay({ connection: server.url, transport: received, leaseMs: 2_000, ...quiet })
    logged = 0
  })
  afterEach(async () => {
    await client?.close()
    await relay?.close()
    await server?.remove()
  })

  /** Logs messages for so many ms, one conversation after the other. */
  async function load(durationMs: number): Promise<void> {
    for (const end = performance.now() + durationMs; performance.now() < end; await sleep(5)) {
      for (let burst = 0; burst < 5; burst += 1) {
        client.logIncoming(
          numberedPayload(`user-${logged % CONVERSATIONS}`, Math.floor(logged / CONVERSATIONS)),
        )
        logged += 1
      }
    }
  }

  const arrived = () => tally(received.envelopes.map(({ json }) => JSON.parse(json)))

  const outages: Record<string, () => Promise<void>> = {
    'stopped and started again': async () => {
      await server.stop()
      await load(2_000)
      await server.start()
    },
    'killed and started again': async () => {
      await server.stop('SIGKILL')
      await load(500)
      await server.start()
    },
    'frozen for longer than a send waits and a lock lasts': async () => {
      server.freeze()
      await load(5_000)
      server.thaw()
    },
  }
  for (const [what, happens] of Object.entries(outages)) {
    it(`lose nothing and keep the order when Redis is ${what}`, async () => {
      await load(500)
      await happens()
      await load(500)
      await client.flush()
      expect(client.stats()).to.include({ accepted: logged, delivered: logged, pending: 0 })
      await until('all have arrived', () => arrived().delivered === logged)
      const { delivered, duplicates, inversions } = arrived()
      console.log(
        `      ${delivered} of ${logged} delivered, ${duplicates} duplicates, ${inversions} inversions`,
      )
      expect(inversions).to.equal(0)
      expect(duplicates).to.be.at.most(CONVERSATIONS)
    })
  }

  it('carry on in order when Redis is flushed, though what it held is lost', async () => {
    const redis = new Redis(server.url)
    await load(500)
    await redis.flushall()
    redis.disconnect()
    const before = logged
    await load(1_000)
    await client.flush()
    const last = Math.floor((logged - 1) / CONVERSATIONS)
    await until('the last has arrived', () =>
      received.envelopes.some(({ json }) => JSON.parse(json).text === `message ${last}`),
    )
    await until('what was logged later has arrived', () => relay.stats().delivered >= logged - before)
    expect(arrived().inversions).to.equal(0)
  })
})
