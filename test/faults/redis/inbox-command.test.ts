import { expect } from 'chai'
import sinon from 'sinon'
import { inbox as command } from '../../../src/cli/inbox'
import { DashbotError } from '../../../src/errors'
import { RedisInbox } from '../../../src/redis'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'
import { inboxEvent, nextTurn, opened } from '../../twitter/support/inbox-events'

const received = { receivedAt: Date.UTC(2026, 10, 24) }

describe('botbuilder-dashbot inbox redis://...', () => {
  let redis: RedisServer
  let bot: RedisInbox
  let name: string
  let count = 0

  before(async function () {
    needsRedis(this)
    redis = await RedisServer.start()
  })

  after(() => redis?.remove())

  beforeEach(() => {
    count += 1
    name = `test-${count}`
    bot = opened(new RedisInbox({ connection: redis.url, name, partitions: 4 }))
  })

  afterEach(() => bot.close())

  async function run(...args: string[]): Promise<string> {
    const log = sinon.stub(console, 'log')
    try {
      expect(await command.run([redis.url, ...args, '--name', name])).to.equal(0)
      return log.args.map(([line]) => String(line)).join('\n')
    } finally {
      log.restore()
    }
  }

  const stats = async () => JSON.parse(await run('stats', '--json'))

  /** Makes dead letters of events, one after the other, and waits until Redis has them. */
  async function die(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await bot.add([inboxEvent(key, `bot user-${key}`, { ...received, event: { text: key } })])
      const reason = key === '3' ? 'interrupted' : 'failed'
      bot.settle(await nextTurn(bot), { kind: 'dead', reason, error: 'Error: broken' })
      const isDead = async () => (await run('dead', '--id', key)) !== 'no dead letters'
      await until(`${key} is a dead letter`, isDead)
    }
  }

  it('counts what waits and what is dead', async () => {
    await die('1', '2', '3')
    await bot.add([inboxEvent('4', 'lane', { receivedAt: Date.UTC(2026, 10, 24, 8) })])
    expect((await run('stats')).split('\n')).to.deep.equal([
      'waiting       1 events, the oldest of 2026-11-24T08:00:00.000Z',
      'dead letters  3 events',
      '  failed               2',
      '  interrupted          1',
    ])
    expect(await stats()).to.deep.equal({
      waiting: { events: 1, oldest: Date.UTC(2026, 10, 24, 8) },
      dead: [
        { reason: 'failed', events: 2 },
        { reason: 'interrupted', events: 1 },
      ],
    })
  })

  it('shows dead letters, the newest first', async () => {
    await die('1', '3')
    const lines = (await run('dead')).split('\n')
    expect(lines).to.have.length(2)
    expect(lines[0]).to.match(/interrupted {6}1 turns {2}3 {2}bot user-3 {2}Error: broken$/)
    expect(lines[1]).to.match(/failed {11}1 turns {2}1 {2}bot user-1 {2}Error: broken$/)
    const [json] = (await run('dead', '--json', '--id', '1')).split('\n').map((line) => JSON.parse(line))
    expect(json).to.deep.include({
      ...{ key: '1', conversation: 'bot user-1', reason: 'failed', error: 'Error: broken', attempts: 1 },
      ...{ receivedAt: '2026-11-24T00:00:00.000Z', event: { text: '1' } },
    })
    expect((await run('dead', '--limit', '1')).split('\n')).to.have.length(1)
    expect(await run('dead', '--reason', 'damaged')).to.equal('no dead letters')
  })

  it('requeues dead letters, which a bot that runs takes up as new', async () => {
    await die('1', '3')
    expect(await run('retry', '--reason', 'failed')).to.equal('1 events requeued')
    const turn = await nextTurn(bot)
    expect([turn.key, turn.attempt, turn.failures, turn.event]).to.deep.equal(['1', 1, 0, { text: '1' }])
    bot.settle(turn, { kind: 'handled' })
    await until('it is handled', async () => (await stats()).waiting.events === 0)
    expect((await stats()).dead).to.deep.equal([{ reason: 'interrupted', events: 1 }])
    expect(JSON.parse(await run('retry', '--json'))).to.deep.equal({ requeued: 1 })
    expect((await nextTurn(bot)).key).to.equal('3')
  })

  it('names what is missing where there is no such inbox', async () => {
    const error = await command.run([redis.url, '--name', 'other']).catch((failure: unknown) => failure)
    expect(error).to.be.instanceOf(DashbotError)
    expect(String(error)).to.include('There is no inbox other in this Redis')
  })

  it('names the cause where Redis is away', async () => {
    const error = await command.run(['redis://127.0.0.1:1']).catch((failure: unknown) => failure)
    expect(error).to.be.instanceOf(DashbotError)
    expect(String(error)).to.include('127.0.0.1:1')
  })
})
