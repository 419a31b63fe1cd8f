import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { UsageError } from '../../src/cli/command'
import { inbox as command } from '../../src/cli/inbox'
import { DashbotError } from '../../src/errors'
import { SqliteInbox } from '../../src/twitter'
import { makeDirectory, removeDirectory } from '../support/directory'
import { inboxEvent, nextTurn, opened } from '../twitter/support/inbox-events'

describe('botbuilder-dashbot inbox', () => {
  let directory: string
  let path: string
  let bot: SqliteInbox

  beforeEach(async () => {
    directory = makeDirectory()
    path = join(directory, 'inbox.db')
    bot = opened(new SqliteInbox({ path }))
  })

  afterEach(() => {
    bot.close()
    removeDirectory(directory)
  })

  async function run(...args: string[]): Promise<string> {
    const log = sinon.stub(console, 'log')
    try {
      expect(await command.run([path, ...args])).to.equal(0)
      return log.args.map(([line]) => String(line)).join('\n')
    } finally {
      log.restore()
    }
  }

  async function die(key: string, reason: 'failed' | 'interrupted', error?: string): Promise<void> {
    await bot.add([
      inboxEvent(key, `bot user-${key}`, { receivedAt: Date.UTC(2026, 10, 24), event: { text: key } }),
    ])
    bot.settle(await nextTurn(bot), { kind: 'dead', reason, error })
  }

  it('counts what waits and what is dead', async () => {
    await die('1', 'failed', 'Error: broken')
    await die('2', 'failed')
    await die('3', 'interrupted')
    await bot.add([inboxEvent('4', 'lane', { receivedAt: Date.UTC(2026, 10, 24, 8) })])
    expect((await run()).split('\n')).to.deep.equal([
      'waiting       1 events, the oldest of 2026-11-24T08:00:00.000Z',
      'dead letters  3 events',
      '  failed               2',
      '  interrupted          1',
    ])
    expect(JSON.parse(await run('stats', '--json'))).to.deep.equal({
      waiting: { events: 1, oldest: Date.UTC(2026, 10, 24, 8) },
      dead: [
        { reason: 'failed', events: 2 },
        { reason: 'interrupted', events: 1 },
      ],
    })
  })

  it('shows dead letters, the newest first', async () => {
    await die('1', 'failed', 'Error: broken')
    await die('2', 'interrupted')
    const lines = (await run('dead')).split('\n')
    expect(lines).to.have.length(2)
    expect(lines[0]).to.match(/interrupted\s+1 turns {2}2 {2}bot user-2$/)
    expect(lines[1]).to.match(/failed\s+1 turns {2}1 {2}bot user-1 {2}Error: broken$/)
    const [json] = (await run('dead', '--json', '--id', '1')).split('\n').map((line) => JSON.parse(line))
    expect(json).to.deep.include({
      ...{ key: '1', conversation: 'bot user-1', reason: 'failed', error: 'Error: broken', attempts: 1 },
      ...{ receivedAt: '2026-11-24T00:00:00.000Z', event: { text: '1' } },
    })
    expect((await run('dead', '--limit', '1')).split('\n')).to.have.length(1)
    expect(await run('dead', '--reason', 'damaged')).to.equal('no dead letters')
  })

  it('requeues dead letters, which a bot that runs takes up', async () => {
    await die('1', 'failed')
    await die('2', 'interrupted')
    expect(await run('retry', '--reason', 'failed')).to.equal('1 events requeued')
    const turn = await nextTurn(bot)
    expect([turn.key, turn.attempt, turn.failures]).to.deep.equal(['1', 1, 0])
    expect(JSON.parse(await run('retry', '--json'))).to.deep.equal({ requeued: 1 })
  })

  it("refuses a file that is not an inbox's", async () => {
    const other = join(directory, 'other.txt')
    writeFileSync(other, 'hello')
    for (const wrong of [other, join(directory, 'missing.db')]) {
      const error = await command.run([wrong]).catch((failure: unknown) => failure)
      expect(error).to.be.instanceOf(DashbotError)
      expect(String(error)).to.include(wrong)
    }
  })

  const mistakes: readonly (readonly string[])[] = [
    [],
    ['x', 'purge'],
    ['x', 'dead', 'more'],
    ['x', 'dead', '--limit', '0'],
    ['x', '--bad'],
    ['x', 'stats', '--reason', 'failed'],
    ['x', 'retry', '--limit', '1'],
    ['x', 'dead', '--name', 'mine'],
    ['redis://127.0.0.1:99999'],
  ]
  for (const args of mistakes) {
    it(`refuses the arguments ${JSON.stringify(args)}`, async () => {
      const error = await command.run(args).catch((failure: unknown) => failure)
      expect(error).to.be.instanceOf(UsageError)
    })
  }

  for (const url of [undefined, 'localhost:6379']) {
    it(`refuses '-' where REDIS_URL is ${url}`, async () => {
      const environment = url === undefined ? {} : { REDIS_URL: url }
      const stub = sinon.stub(process, 'env').value(environment)
      const error = await command.run(['-']).catch((failure: unknown) => failure)
      stub.restore()
      expect(error).to.be.instanceOf(UsageError)
      expect(error).to.have.property('message').that.includes('REDIS_URL')
    })
  }
})
