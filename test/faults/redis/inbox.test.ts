import { expect } from 'chai'
import { Redis } from 'ioredis'
import { RedisInbox } from '../../../src/redis'
import { inboxContract } from '../../../src/testing'
import type { InboxTurn } from '../../../src/twitter'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

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

  it('keeps the count of an event’s turns until Redis has deleted the event', async () => {
    const commands: string[] = []
    const client = new Redis(redis.url)
    const observer = await client.monitor()
    observer.on('monitor', (_time: string, [command = '']: readonly string[]) =>
      commands.push(command.toLowerCase()),
    )
    const { inbox } = create()
    inbox.open(
      { onReady: () => {}, onReleased: () => {}, onError: () => {} },
      { maxPendingEvents: 10, turnTimeoutMs: 1_000 },
    )
    await inbox.add([{ key: '1', lane: 'a', receivedAt: Date.now(), version: 1, event: {} }])
    let turn: InboxTurn | undefined
    await until('the turn may begin', () => {
      turn = inbox.next()
      return turn !== undefined
    })
    inbox.settle(turn as unknown as InboxTurn, { kind: 'handled' })
    await until('both are deleted', () => commands.includes('xdel') && commands.includes('hdel'))
    observer.disconnect()
    client.disconnect()
    await inbox.close()
    expect(commands.indexOf('xdel')).to.be.below(commands.indexOf('hdel'))
  })

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
