import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { DashbotClient } from '../../../src/client/client'
import { createRelay, RedisTransport, type Relay } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { numberedPayload, tally } from '../../support/conversations'
import { RedisSentinel } from '../../support/redis-sentinel'
import { needsRedis } from '../../support/redis-server'
import { until } from '../../support/until'

const CONVERSATIONS = 40

/** What the master confirmed and the replica has not seen, at most one round of sends, and the same of deliveries. */
const MOST_LOST = 64
const MOST_TWICE = 64

describe('A fleet on a master and a replica with Sentinel', () => {
  let sentinel: RedisSentinel
  let client: DashbotClient
  let relay: Relay
  let received: MemoryTransport
  let logged = 0

  before(async function () {
    needsRedis(this)
    sentinel = await RedisSentinel.start()
    received = new MemoryTransport()
    const { connection } = sentinel
    const quiet = { onError: () => {}, onDrop: () => {} }
    client = new DashbotClient({ transport: new RedisTransport({ connection }), ...quiet })
    relay = createRelay({ connection, transport: received, leaseMs: 4_000, ...quiet })
    await relay.ready
  })
  after(async () => {
    await client?.close({ timeoutMs: 1_000 })
    await relay?.close({ timeoutMs: 1_000 })
    await sentinel?.remove()
  })

  async function load(durationMs: number): Promise<void> {
    for (const end = performance.now() + durationMs; performance.now() < end; await sleep(10)) {
      for (let burst = 0; burst < 5; burst += 1) {
        client.logIncoming(
          numberedPayload(`user-${logged % CONVERSATIONS}`, Math.floor(logged / CONVERSATIONS)),
        )
        logged += 1
      }
    }
  }

  /** What the new master still has. */
  const waiting = () =>
    sentinel.replica.ask(async (redis) => {
      const lengths = Array.from({ length: 64 }, (_, index) => redis.xlen(`{dashbot:${index}}:messages`))
      return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0)
    })

  const arrived = () => tally(received.envelopes.map(({ json }) => JSON.parse(json)))

  it('goes on in order when the master is killed and the replica takes over', async () => {
    await load(1_000)
    const killedAt = performance.now()
    await Promise.all([sentinel.killMaster(), load(5_000)])
    await load(1_000)
    await client.flush({ timeoutMs: 30_000 })
    expect(client.stats()).to.include({ accepted: logged, delivered: logged })
    await until('nothing waits', async () => (await waiting()) === 0 && relay.stats().pending === 0)
    const { delivered, duplicates, inversions } = arrived()
    console.log(
      `      ${logged} in, ${delivered} out, ${logged - delivered} lost, ${inversions} inversions, ${duplicates} duplicates, ` +
        `${Math.round(performance.now() - killedAt)} ms until all were there`,
    )
    expect(inversions).to.equal(0)
    expect(logged - delivered).to.be.at.most(MOST_LOST)
    expect(duplicates).to.be.at.most(MOST_TWICE)
  })
})
