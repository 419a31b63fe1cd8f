import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { UsageError } from '../../src/cli/command'
import { outbox as command } from '../../src/cli/outbox'
import type { Outcome } from '../../src/delivery/outbox'
import { DashbotError } from '../../src/errors'
import { SqliteOutbox } from '../../src/outbox'
import { findEngine } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import type { Envelope } from '../../src/wire/envelope'
import { makeDirectory, removeDirectory } from '../support/directory'
import { deliverAll, message } from '../support/messages'

describe('botbuilder-dashbot outbox', () => {
  let directory: string
  let path: string
  let bot: SqliteOutbox
  let host: RecordingHost
  let clock: sinon.SinonFakeTimers

  beforeEach(() => {
    clock = sinon.useFakeTimers({
      now: Date.UTC(2026, 10, 24, 8),
      toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    })
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    bot = new SqliteOutbox({ path })
    host = new RecordingHost()
    bot.open(host)
  })

  afterEach(() => {
    bot.close()
    removeDirectory(directory)
    clock.restore()
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

  function takeAll(): Envelope[] {
    const taken: Envelope[] = []
    for (let next = bot.next(); next !== undefined; next = bot.next()) taken.push(next)
    return taken
  }

  function drop(text: string, outcome: Partial<Outcome & { kind: 'dropped' }> = {}): string {
    const envelope = message(text)
    bot.add(envelope)
    const taken = takeAll()
    for (const other of taken) {
      const isDropped = other.id === envelope.id
      bot.settle(
        other,
        isDropped
          ? { kind: 'dropped', reason: 'rejected', status: 400, ...outcome }
          : { kind: 'retry', delayMs: 0 },
      )
    }
    return envelope.id
  }

  it('prints how many messages wait, since when, and why others died', async () => {
    bot.add(message('waits', 'first'))
    clock.tick(60_000)
    bot.add(message('waits', 'other'))
    drop('refused', {})
    drop('refused', {})
    drop('too old', { reason: 'expired', status: undefined })
    expect((await run()).split('\n')).to.deep.equal([
      'waiting       2 messages, 0.6 KiB, the oldest of 2026-11-24T08:00:00.000Z',
      'dead letters  3 messages, 0.9 KiB',
      '  rejected 400         2',
      '  expired              1',
    ])
  })

  it('reports an empty outbox', async () => {
    expect(await run('stats')).to.match(/^waiting {7}0 messages, 0\.0 KiB\ndead letters {2}0 messages/)
  })

  it('prints the same as JSON', async () => {
    bot.add(message('waits', 'other'))
    drop('refused')
    const stats = JSON.parse(await run('stats', '--json'))
    expect(stats.waiting).to.include({ messages: 1, oldest: Date.now() })
    expect(stats.dead).to.containSubset([{ reason: 'rejected', status: 400, letters: 1 }])
  })

  it('lists dead letters, the newest first, without what was said', async () => {
    const first = drop('one')
    clock.tick(1_000)
    const second = drop('two', { reason: 'expired', status: undefined })
    expect((await run('dead')).split('\n')).to.deep.equal([
      `2026-11-24T08:00:01.000Z  expired           incoming  ${second}  1234858592`,
      `2026-11-24T08:00:00.000Z  rejected 400      incoming  ${first}  1234858592`,
    ])
  })

  it('lists as many as asked for, of the reason asked for', async () => {
    for (const text of ['one', 'two', 'three']) drop(text)
    drop('four', { reason: 'expired' })
    const lines = (await run('dead', '--reason', 'rejected', '--limit', '2', '--json')).split('\n')
    expect(lines.map((line) => JSON.parse(line).payload.text)).to.deep.equal(['three', 'two'])
  })

  it('says that there are no dead letters', async () => {
    expect(await run('dead')).to.equal('no dead letters')
    expect(await run('dead', '--json')).to.equal('')
  })

  it('gives a dead letter as JSON with its payload', async () => {
    const id = drop('Hello')
    expect(JSON.parse(await run('dead', '--json'))).to.deep.equal({
      id,
      type: 'incoming',
      conversation: '1234858592',
      capturedAt: '2026-11-24T08:00:00.000Z',
      diedAt: '2026-11-24T08:00:00.000Z',
      reason: 'rejected',
      status: 400,
      payload: { text: 'Hello', userId: '1234858592' },
    })
  })

  it('requeues them for the bot that runs, in their order', async () => {
    const ids = [drop('one'), drop('two')]
    expect(await run('retry')).to.equal('2 messages requeued')
    clock.tick(1_000)
    expect(host.restored).to.equal(2)
    expect(host.ready).to.equal(1)
    expect(bot.next()?.id).to.equal(ids[0])
    expect(await run('dead')).to.equal('no dead letters')
  })

  it('requeues them for the bot that runs, by a link to its file', async () => {
    drop('refused')
    mkdirSync(join(directory, 'links'))
    const link = join(directory, 'links', 'outbox.db')
    symlinkSync(path, link)
    const log = sinon.stub(console, 'log')
    await command.run([link, 'retry']).finally(() => log.restore())
    await clock.tickAsync(2_000)
    expect(host.restored).to.equal(1)
  })

  it('requeues them for the next bot', async () => {
    drop('one')
    bot.close()
    await run('retry')
    bot = new SqliteOutbox({ path })
    expect(bot.open(host)).to.equal(1)
    expect(deliverAll(bot)).to.deep.equal(['one'])
  })

  it('requeues those that are asked for', async () => {
    drop('one')
    const second = drop('two')
    drop('three', { reason: 'expired' })
    expect(await run('retry', '--id', second, '--json')).to.equal('{"requeued":1}')
    expect(await run('retry', '--reason', 'expired')).to.equal('1 messages requeued')
    expect((await run('dead')).split('\n')).to.have.length(1)
  })

  it('does not requeue what was found damaged', async () => {
    drop('one', { reason: 'outbox_corrupt' })
    expect(await run('retry')).to.equal('0 messages requeued')
  })

  const mistakes: readonly [string[], RegExp][] = [
    [[], /Missing argument: FILE/],
    [['x', 'drop'], /no action drop/],
    [['x', 'constructor'], /no action constructor/],
    [['x', 'dead', 'more'], /Too many/],
    [['x', 'dead', '--limit', '0'], /--limit/],
    [['x', '--unknown'], /unknown/],
    [['x', '--reason', 'expired'], /^--reason has no meaning with stats/],
    [['x', 'stats', '--id', 'ID'], /^--id has no meaning with stats/],
    [['x', 'retry', '--limit', '1'], /^--limit has no meaning with retry/],
  ]
  for (const [args, expected] of mistakes) {
    it(`explains what is wrong with: ${args.join(' ')}`, async () => {
      const error = await command.run(args).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(UsageError)
      expect(error).to.have.property('message').that.matches(expected)
    })
  }

  it('says that there is no such file, and creates no file', async () => {
    const error = await command.run([join(directory, 'absent.db')]).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(DashbotError)
    expect(error)
      .to.have.property('message')
      .that.matches(/no file .*absent\.db/)
  })

  it('says what SQLite finds wrong with the file', async () => {
    drop('refused')
    const other = new (findEngine())(path)
    other.exec('DROP TABLE dashbot_message')
    other.close()
    const error = await command.run([path, 'retry']).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(DashbotError)
    expect(error).to.have.property('message').that.includes(`${path} cannot be worked with: `)
  })

  it('shows a dead letter whose time is damaged', async () => {
    drop('refused')
    const other = new (findEngine())(path)
    other.exec('UPDATE dashbot_dead_letter SET captured_at = 9000000000000000')
    other.close()
    expect(JSON.parse(await run('dead', '--json'))).to.have.property('capturedAt', 'unknown')
  })

  it('prints nothing as JSON where there are no dead letters', async () => {
    expect(await run('dead', '--json')).to.equal('')
  })

  it('says that a folder is not an outbox', async () => {
    const error = await command.run([directory]).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(DashbotError)
    expect(error).to.have.property('message').that.includes('not an outbox')
  })

  it('says that a file is not an outbox', async () => {
    const other = join(directory, 'notes.txt')
    writeFileSync(other, 'notes '.repeat(1_000))
    const error = await command.run([other]).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(DashbotError)
    expect(error)
      .to.have.property('message')
      .that.matches(/not an outbox/)
  })
})
