import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Cluster } from 'ioredis'
import { DashbotClient } from '../../../src/client/client'
import { createRelay, RedisTransport, type Relay, type RelayOptions } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { numberedPayload, tally } from '../../support/conversations'
import { RedisCluster } from '../../support/redis-cluster'
import { needsRedis } from '../../support/redis-server'
import { until } from '../../support/until'

const CONVERSATIONS = 60

describe('A fleet on a Redis Cluster of three masters and three replicas', () => {
  let cluster: RedisCluster
  let client: DashbotClient
  let relays: readonly Relay[]
  let received: MemoryTransport
  let fleet: Pick<RelayOptions, 'connection' | 'name' | 'partitions'>
  let fleets = 0
  let logged = 0

  before(async function () {
    needsRedis(this)
    cluster = await RedisCluster.start()
  })
  after(() => cluster?.remove())
  beforeEach(async () => {
    received = new MemoryTransport()
    logged = 0
    fleets += 1
    fleet = { connection: { nodes: cluster.nodes }, name: `fleet-${fleets}`, partitions: 16 }
    const quiet = { onError: () => {}, onDrop: () => {} }
    client = new DashbotClient({ transport: new RedisTransport(fleet), ...quiet })
    relays = [1, 2].map(() => createRelay({ ...fleet, transport: received, leaseMs: 4_000, ...quiet }))
    await Promise.all(relays.map(({ ready }) => ready))
  })
  afterEach(async () => {
    await client?.close({ timeoutMs: 1_000 })
    for (const relay of relays ?? []) await relay.close({ timeoutMs: 1_000 })
  })

  /** Logs messages for so many ms, one conversation after the other. */
  async function load(durationMs: number): Promise<void> {
    for (const end = performance.now() + durationMs; performance.now() < end; await sleep(10)) {
      for (let burst = 0; burst < 5; burst += 1) {
        const payload = numberedPayload(`user-${logged % CONVERSATIONS}`, Math.floor(logged / CONVERSATIONS))
        client.logIncoming(payload)
        logged += 1
      }
    }
  }

  const arrived = () => tally(received.envelopes.map(({ json }) => JSON.parse(json)))

  async function report(stallFrom: number): Promise<ReturnType<typeof arrived> & { lost: number }> {
    await client.flush({ timeoutMs: 30_000 })
    await until('all have arrived', () => arrived().delivered === logged, 30_000).catch(() => {})
    const counts = { ...arrived(), lost: logged - arrived().delivered }
    const { delivered, duplicates, inversions, lost } = counts
    console.log(
      `      ${logged} in, ${delivered} out, ${lost} lost, ${inversions} inversions, ${duplicates} duplicates, ` +
        `${Math.round(performance.now() - stallFrom)} ms until all were there`,
    )
    return counts
  }

  it('delivers in order, and loses nothing, while slots move', async () => {
    await load(500)
    const movedAt = performance.now()
    await Promise.all([cluster.moveSlots(1_000), load(4_000)])
    expect(await report(movedAt)).to.include({ inversions: 0, lost: 0, duplicates: 0 })
  })

  it('takes a client of a cluster, and leaves that alone', async () => {
    const given = new Cluster([...cluster.nodes])
    const transport = new RedisTransport({ ...fleet, connection: given })
    const other = new DashbotClient({ transport })
    other.logIncoming(numberedPayload('somebody', 0))
    expect((await other.close()).delivered).to.equal(1)
    await until('it has arrived', () => received.envelopes.length === 1)
    expect(given.status).to.equal('ready')
    given.disconnect()
  })

  // The last one, because it leaves a cluster with a master less.
  it('delivers in order while a master is killed and its replica takes over', async () => {
    await load(1_000)
    const killedAt = performance.now()
    await Promise.all([cluster.killMaster(), load(6_000)])
    const { inversions, lost, duplicates } = await report(killedAt)
    expect(inversions).to.equal(0)
    // Replication is asynchronous: what the master confirmed in its last moment may be missing.
    expect(lost).to.be.at.most(64)
    expect(duplicates).to.be.at.most(4 * 64)
  })
})
