import { setImmediate as nextTick } from 'node:timers/promises'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { RedisInbox } from '../../../src/redis'
import { inboxContract } from '../../../src/testing'
import type { InboxTurn } from '../../../src/twitter'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'
import { inboxEvent, nextTurn, opened, RecordingInboxHost } from '../../twitter/support/inbox-events'

describe('RedisInbox as an inbox', () => {
  let redis: RedisServer
  let count = 0
  let stop = async (): Promise<void> => {}

  before(async function () {
    needsRedis(this)
    redis = await RedisServer.start()
  })

  afterEach(() => stop())

  after(() => redis?.stop())

  const create = (partitions = 4) => {
    count += 1
    const name = `test-${count}`
    const open = () => new RedisInbox({ connection: redis.url, name, partitions })
    return { inbox: open(), reopen: open }
  }
  /** An inbox, and the commands that Redis gets meanwhile, in order. */
  const observed = async () => {
    const commands: string[] = []
    const client = new Redis(redis.url)
    const observer = await client.monitor()
    observer.on('monitor', (_time: string, [command = '']: readonly string[]) =>
      commands.push(command.toLowerCase()),
    )
    const { inbox } = create()
    opened(inbox)
    stop = async () => {
      observer.disconnect()
      client.disconnect()
      await inbox.close()
    }
    return { commands, inbox }
  }

  const begun = async (inbox: RedisInbox): Promise<InboxTurn> => {
    let turn: InboxTurn | undefined
    await until('a turn may begin', () => {
      turn = inbox.next()
      return turn !== undefined
    })
    if (turn === undefined) throw new TypeError('no turn')
    return turn
  }

  for (const { name, run } of inboxContract(() => create(), { durable: true })) it(name, run)

  it('keeps the count of an event’s turns until Redis has deleted the event', async () => {
    const { commands, inbox } = await observed()
    await inbox.add([inboxEvent('1', 'a')])
    inbox.settle(await begun(inbox), { kind: 'handled' })
    await until('both are deleted', () => commands.includes('xdel') && commands.includes('hdel'))
    expect(commands.indexOf('xdel')).to.be.below(commands.indexOf('hdel'))
  })

  it('begins a conversation’s next turn once Redis knows that the one before is over', async () => {
    const { commands, inbox } = await observed()
    await inbox.add(['1', '2', '3'].map((key) => inboxEvent(key, 'a')))
    for (let turn = 1; turn <= 3; turn += 1) inbox.settle(await begun(inbox), { kind: 'handled' })
    await until('all are deleted', () => commands.filter((command) => command === 'xdel').length === 3)
    const steps = commands.filter((command) => command === 'hincrby' || command === 'xdel')
    expect(steps).to.deep.equal(['hincrby', 'xdel', 'hincrby', 'xdel', 'hincrby', 'xdel'])
  })

  it('gives an event that another process took at once, not when it looks next', async function () {
    this.timeout(60_000)
    const { inbox: taker, reopen } = create(64)
    const owner = reopen()
    for (const inbox of [taker, owner]) opened(inbox).next()
    let count = 0
    /** How long an event takes from one process to the other, in ms; undefined where the first one runs its turn. */
    const cross = async (): Promise<number | undefined> => {
      count += 1
      const key = `${count}`
      const startedAt = performance.now()
      const added = await taker.add([inboxEvent(key, `lane ${count}`)])
      const isElsewhere = added !== 'full' && added.elsewhere.length > 0
      const runner = isElsewhere ? owner : taker
      let turn = runner.next()
      for (const end = startedAt + 5_000; turn?.key !== key && performance.now() < end; turn = runner.next())
        await nextTick()
      if (turn === undefined) return undefined
      runner.settle(turn, { kind: 'handled' })
      return isElsewhere ? performance.now() - startedAt : undefined
    }
    await until('the other process has its share', async () => (await cross()) !== undefined)
    const times: number[] = []
    while (times.length < 15) times.push(...[await cross()].filter((time) => time !== undefined))
    await Promise.all([taker.close(), owner.close()])
    const median = times.sort((one, other) => one - other)[7] ?? Number.NaN
    console.log(`      ${median.toFixed(1)} ms from one process to the other`)
    // Partitions without events are read every 250 ms: 125 ms on average.
    expect(median).to.be.below(75)
  })

  it('works for a user of Redis who may use no channels', async () => {
    const admin = new Redis(redis.url)
    await admin.acl('SETUSER', 'bot', 'on', '>password', '~*', '+@all', 'resetchannels')
    admin.disconnect()
    const connection = redis.url.replace('redis://', 'redis://bot:password@')
    const host = new RecordingInboxHost()
    const inbox = opened(new RedisInbox({ connection, name: 'no-channels' }), host)
    await inbox.add([inboxEvent('1')])
    inbox.settle(await nextTurn(inbox), { kind: 'handled' })
    await inbox.close()
    expect(inbox.size).to.equal(0)
    expect(host.errors).to.deep.equal([])
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
