import { expect } from 'chai'
import { DashbotClient } from '../../../src/client/client'
import type { DeliveryObserver, ObservedStats } from '../../../src/delivery/observer'
import { createRelay, RedisTransport } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

describe('createRelay with an observer', () => {
  let server: RedisServer

  before(async function () {
    needsRedis(this)
    server = await RedisServer.start()
  })
  after(() => server?.remove())

  it('is called for each attempt, and sees the totals', async () => {
    const attempts: string[] = []
    const watched: (() => ObservedStats)[] = []
    const observer: DeliveryObserver = {
      watch: (stats) => void watched.push(stats),
      accepted: () => {},
      attempt: ({ id }) => {
        attempts.push(id)
        return () => {}
      },
    }
    const received = new MemoryTransport()
    const relay = createRelay({ connection: server.url, transport: received, observer })
    const client = new DashbotClient({ transport: new RedisTransport({ connection: server.url }) })
    client.logIncoming({ text: 'Hi', userId: 'ann' })
    await until('the message is delivered', () => received.envelopes.length === 1)
    await client.close()
    await relay.close()
    expect(attempts).to.deep.equal(received.envelopes.map(({ id }) => id))
    expect(watched.map((stats) => stats().delivered)).to.deep.equal([1])
  })
})
