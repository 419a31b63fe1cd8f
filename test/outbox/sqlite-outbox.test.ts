import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { SqliteOutbox, type SqliteOutboxOptions } from '../../src/outbox'
import { openDatabase } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { deliverAll, message } from '../support/messages'

describe('SqliteOutbox', () => {
  let directory: string
  let path: string
  let opened: SqliteOutbox[]

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    opened = []
  })

  afterEach(() => {
    for (const outbox of opened) outbox.close()
    removeDirectory(directory)
  })

  function open(options: Partial<SqliteOutboxOptions> = {}): { outbox: SqliteOutbox; host: RecordingHost } {
    const outbox = new SqliteOutbox({ path, ...options } as SqliteOutboxOptions)
    const host = new RecordingHost()
    outbox.open(host)
    opened.push(outbox)
    return { outbox, host }
  }

  function rows(sql: string): unknown[] {
    const database = openDatabase(path)
    const found = database.prepare(sql).all()
    database.close()
    return found
  }

  describe('its options', () => {
    const refused: readonly [unknown, string][] = [
      [{}, 'path'],
      [{ path: 'x', database: { exec() {}, prepare() {} } }, 'path'],
      [{ path: '' }, 'path'],
      [{ database: {} }, 'database'],
      [{ path: 'x', maxBytes: 0 }, 'maxBytes'],
      [{ path: 'x', maxDeadLetterBytes: '1' }, 'maxDeadLetterBytes'],
      [{ path: 'x', maxMemoryBytes: 1.5 }, 'maxMemoryBytes'],
      [{ path: 'x', maxSize: 1 }, 'maxSize'],
    ]
    for (const [options, option] of refused) {
      it(`name ${option} as wrong in ${JSON.stringify(options)}`, () => {
        expect(() => new SqliteOutbox(options as SqliteOutboxOptions))
          .to.throw()
          .with.property('option', option)
      })
    }

    it('take a database in memory, which keeps nothing', () => {
      const first = open({ path: ':memory:' })
      first.outbox.add(message())
      expect(open({ path: ':memory:' }).outbox.size).to.equal(0)
      expect(deliverAll(first.outbox)).to.have.length(1)
    })
  })

  describe('its file', () => {
    it('has the message when the capture returns', () => {
      const { outbox } = open()
      const envelope = message()
      outbox.add(envelope)
      expect(rows('SELECT id, json FROM dashbot_message')).to.containSubset([
        { id: envelope.id, json: envelope.json },
      ])
    })

    it('has it no more once it was delivered', () => {
      const { outbox } = open()
      outbox.add(message())
      deliverAll(outbox)
      expect(rows('SELECT id FROM dashbot_message')).to.deep.equal([])
    })

    it('is readable by its owner only, with everything beside it', () => {
      const { outbox } = open()
      outbox.add(message())
      for (const name of [path, `${path}-wal`, `${path}-shm`, `${path}-lock-1`]) {
        expect(statSync(name).mode & 0o777, name).to.equal(0o600)
      }
    })

    it('is closed to others where it was open to them', () => {
      writeFileSync(path, '')
      chmodSync(path, 0o644)
      open()
      expect(statSync(path).mode & 0o777).to.equal(0o600)
    })

    it('is created with its directory', () => {
      path = join(directory, 'a', 'b', 'outbox.db')
      const { outbox, host } = open()
      outbox.add(message())
      expect(host.errors).to.deep.equal([])
      expect(existsSync(path)).to.equal(true)
    })
  })

  describe('its bounds', () => {
    it('refuse a message when the waiting ones take maxBytes, and take it once there is room', () => {
      const { outbox } = open({ maxBytes: 1_000 })
      const refusals = Array.from({ length: 10 }, () => outbox.add(message()))
      expect(refusals.slice(0, 2)).to.deep.equal([undefined, undefined])
      expect(refusals.at(-1)).to.equal('outbox_full')
      deliverAll(outbox)
      expect(outbox.add(message())).to.equal(undefined)
    })

    it('count what an earlier process left', () => {
      const first = open()
      for (let index = 0; index < 10; index++) first.outbox.add(message())
      first.outbox.close()
      expect(open({ maxBytes: 1_000 }).outbox.add(message())).to.equal('outbox_full')
    })

    it('do not limit what an earlier process left', () => {
      const first = open()
      for (let index = 0; index < 10; index++) first.outbox.add(message())
      first.outbox.close()
      expect(deliverAll(open({ maxBytes: 1_000 }).outbox)).to.have.length(10)
    })
  })

  describe('its dead letters', () => {
    it('keep what was refused or expired, with reason, status and time', () => {
      const { outbox } = open()
      const started = Date.now()
      const [refused, expired] = [message('refused', 'a'), message('expired', 'b')]
      outbox.add(refused)
      outbox.add(expired)
      for (const taken of [outbox.next(), outbox.next()]) {
        if (taken?.id === refused.id) {
          outbox.settle(taken, { kind: 'dropped', reason: 'rejected', status: 400 })
        } else if (taken !== undefined) outbox.settle(taken, { kind: 'dropped', reason: 'expired' })
      }
      const letters = rows(
        'SELECT id, reason, status, json, died_at FROM dashbot_dead_letter ORDER BY reason DESC',
      )
      expect(letters).to.containSubset([
        { id: refused.id, reason: 'rejected', status: 400, json: refused.json },
        { id: expired.id, reason: 'expired', status: null, json: expired.json },
      ])
      const times = (letters as { died_at: number }[]).map((letter) => letter.died_at)
      for (const time of times) expect(time).to.be.within(started, Date.now())
      expect(outbox.size).to.equal(0)
    })

    it('are bounded: the oldest go', () => {
      const { outbox } = open({ maxDeadLetterBytes: 1_000 })
      for (let index = 0; index < 20; index++) {
        outbox.add(message(`message ${index}`))
        const taken = outbox.next()
        if (taken !== undefined) outbox.settle(taken, { kind: 'dropped', reason: 'rejected' })
      }
      const letters = rows('SELECT json FROM dashbot_dead_letter ORDER BY position') as { json: string }[]
      expect(letters.map(({ json }) => JSON.parse(json).text)).to.deep.equal([
        'message 17',
        'message 18',
        'message 19',
      ])
    })
  })

  it('sets a damaged record aside, counts it, and goes on with the next', () => {
    const first = open()
    for (const text of ['one', 'two', 'three']) first.outbox.add(message(text))
    first.outbox.close()
    rows(`UPDATE dashbot_message SET json = replace(json, 'two', 'tvo') WHERE seq = 2`)
    const { outbox, host } = open()
    expect(deliverAll(outbox)).to.deep.equal(['one', 'three'])
    expect(host.drops).to.deep.equal([['outbox_corrupt', 1]])
    expect(outbox.size).to.equal(0)
    expect(rows('SELECT reason FROM dashbot_dead_letter')).to.containSubset([{ reason: 'outbox_corrupt' }])
  })

  it('takes no more once it is closed', () => {
    const { outbox } = open()
    outbox.add(message())
    const taken = outbox.next()
    outbox.close()
    expect(outbox.add(message())).to.equal('closed')
    expect(outbox.next()).to.equal(undefined)
    if (taken !== undefined) outbox.settle(taken, { kind: 'delivered' })
    expect(outbox.size).to.equal(1)
  })

  it('delivers a conversation whose id no text column gives back', () => {
    const { outbox } = open()
    for (const text of ['one', 'two']) outbox.add(message(text, 'zero \0 lone \ud83d'))
    expect(deliverAll(outbox)).to.deep.equal(['one', 'two'])
  })

  it('looks through all lanes again where more wait than it remembers', () => {
    const { outbox } = open()
    expect(outbox.next()).to.equal(undefined)
    for (let index = 0; index < 10_050; index++) outbox.add(message('Hello', `user ${index}`))
    expect(deliverAll(outbox)).to.have.length(10_050)
    expect(outbox.size).to.equal(0)
  })
})

describe("SqliteOutbox's options", () => {
  it('name the right call where the path is given in their place', () => {
    expect(() => new SqliteOutbox('outbox.db' as never)).to.throw(
      ConfigError,
      "SqliteOutbox: options must be an object, as in new SqliteOutbox({ path: 'outbox.db' })",
    )
  })
})
