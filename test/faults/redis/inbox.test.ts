import { expect } from 'chai'
import { RedisInbox } from '../../../src/redis'
import { inboxContract } from '../../../src/testing'
import { needsRedis, RedisServer } from '../../support/redis-server'

describe('RedisInbox as an inbox', () => {
  let redis: RedisServer
  let count = 0

  before(async function () {
    needsRedis(this)
    redis = await RedisServer.start()
  })

  after(() => redis?.stop())

  const create = () => {
    count += 1
    const name = `test-${count}`
    const open = () => new RedisInbox({ connection: redis.url, name, partitions: 4 })
    return { inbox: open(), reopen: open }
  }
  for (const { name, run } of inboxContract(create, { durable: true })) it(name, run)

  it('makes X get 503 where Redis is away', async () => {
    const inbox = new RedisInbox({ connection: 'redis://127.0.0.1:1', name: 'away' })
    const host = { onReady: () => {}, onReleased: () => {}, onError: () => {} }
    inbox.open(host, { maxPendingEvents: 10, turnTimeoutMs: 1_000 })
    const event = { key: '1', lane: 'a', receivedAt: Date.now(), version: 1, event: {} }
    const failure = await Promise.resolve(inbox.add([event])).catch((error: unknown) => error)
    await inbox.close()
    expect(failure).to.be.instanceOf(Error)
  })
})
