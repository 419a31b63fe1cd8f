import { setTimeout as sleep } from 'node:timers/promises'
import { InboxFleet } from '../../support/inbox-fleet'
import { RedisCluster } from '../../support/redis-cluster'
import { needsRedis, RedisServer } from '../../support/redis-server'

const FAULTS = 3
/** Between faults. */
const WORK_MS = 800

describe('A fleet with a RedisInbox handles every event in order', () => {
  let fleet: InboxFleet | undefined
  let redis: RedisServer | undefined
  let cluster: RedisCluster | undefined

  beforeEach(function () {
    needsRedis(this)
  })

  afterEach(async () => {
    await fleet?.close()
    await redis?.remove()
    await cluster?.remove()
    fleet = redis = cluster = undefined
  })

  it('while Redis is killed and started again', async function () {
    this.timeout(120_000)
    const server = await RedisServer.start('--appendonly', 'yes')
    redis = server
    fleet = await InboxFleet.start({ connection: server.url })
    const sent = fleet.send({ users: 40, messages: 30 })
    for (let fault = 0; fault < FAULTS; fault += 1) {
      await sleep(WORK_MS)
      await server.stop('SIGKILL')
      await sleep(300)
      await server.start()
    }
    await sent
    await fleet.expectAllInOrder()
  })

  it('while Redis freezes, also for longer than a lease lasts', async function () {
    this.timeout(120_000)
    const server = await RedisServer.start()
    redis = server
    fleet = await InboxFleet.start({ connection: server.url })
    const sent = fleet.send({ users: 40, messages: 30 })
    for (const frozenMs of [2_500, 13_000]) {
      await sleep(WORK_MS)
      server.freeze()
      await sleep(frozenMs)
      server.thaw()
    }
    await sent
    await fleet.expectAllInOrder()
  })

  it('on a Redis Cluster whose slots move', async function () {
    this.timeout(120_000)
    const nodes = await RedisCluster.start()
    cluster = nodes
    fleet = await InboxFleet.start({ connection: { nodes: nodes.nodes }, partitions: 16 })
    await Promise.all([fleet.send({ users: 40, messages: 30 }), nodes.moveSlots(1_000)])
    await fleet.expectAllInOrder()
  })
})
