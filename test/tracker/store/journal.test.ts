import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import type { StoredCounts } from '../../../src/tracker/live'
import { readMessages } from '../../../src/tracker/report/tracked'
import type { Arrival } from '../../../src/tracker/store/ingest/arrival'
import { Ingest } from '../../../src/tracker/store/ingest/ingest'
import { Journal } from '../../../src/tracker/store/journal'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { incoming, NOON_ISH } from './ingest/arrivals'

describe('Journal', () => {
  let clock: sinon.SinonFakeTimers
  let directory: string
  let stored: StoredCounts[]
  let reported: string[]
  let opened: (readonly [TrackerStore, Journal])[]
  let store: TrackerStore
  let journal: Journal

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOON_ISH })
    directory = makeDirectory()
    stored = []
    reported = []
    opened = []
    ;[store, journal] = open('tracker.db')
  })

  afterEach(() => {
    for (const [store, journal] of opened) {
      journal.stop()
      store.close()
    }
    removeDirectory(directory)
    clock.restore()
  })

  function open(name: string): readonly [TrackerStore, Journal] {
    const store = TrackerStore.open(join(directory, name))
    const journal = new Journal({
      ...{ store, ingest: new Ingest(store) },
      onStored: (counts) => stored.push(counts),
      onError: ({ message }) => reported.push(message),
    })
    opened.push([store, journal])
    return [store, journal]
  }

  let minute = 0
  const say = (text: string, fields: Partial<Arrival> = {}) =>
    ({ ...incoming(NOON_ISH + ++minute * 1_000, { text }), ...fields }) as Arrival
  const texts = (of = store) => readMessages(of, {}).map(({ payload }) => payload.text)
  const left = () =>
    (store.prepare('SELECT count(*) AS count FROM arrivals').get() as { count: number }).count

  it('has in the tables after a moment what was appended, in its order', () => {
    journal.append([say('a'), say('b')])
    clock.tick(50)
    journal.append([say('c')])
    expect(texts()).to.deep.equal([])
    clock.tick(50)
    expect(texts()).to.deep.equal(['a', 'b', 'c'])
    expect(left()).to.equal(0)
    clock.tick(1_000)
    expect(stored).to.deep.equal([new Map([['import', 3]])])
  })

  it('waits no longer once a thousand are there', () => {
    for (let batch = 0; batch < 2; batch++) journal.append(Array.from({ length: 500 }, (_, n) => say(`${n}`)))
    clock.tick(1)
    expect(stored).to.deep.equal([new Map([['import', 1_000]])])
  })

  it('says how much was new, by bot: a delivery that is repeated is not', () => {
    const once = say('once', { key: 'k', bot: 'Shop' })
    journal.append([once, once, say('other', { bot: 'Bank' })])
    journal.catchUp()
    journal.append([once])
    journal.catchUp()
    expect(stored).to.deep.equal([
      new Map([
        ['Shop', 1],
        ['Bank', 1],
      ]),
    ])
    expect(texts()).to.deep.equal(['once', 'other'])
  })

  it('has nothing to do where nothing was appended', () => {
    journal.catchUp()
    journal.catchUp()
    expect(stored).to.deep.equal([])
    expect(reported).to.deep.equal([])
  })

  it('loses nothing that a process had written down which ended at once, and counts none twice', () => {
    const capturedAt = NOON_ISH - 60_000
    journal.append([say('stored', { key: '1' })])
    journal.catchUp()
    journal.append([say('second', { key: '2', bot: 'Shop' }), say('first', { capturedAt })])
    for (const end of ['', '-wal']) cpSync(`${store.path}${end}`, join(directory, `copy.db${end}`))

    const [copy, next] = open('copy.db')
    next.catchUp()
    next.append([say('second', { key: '2', bot: 'Shop' })])
    next.catchUp()
    expect(texts(copy)).to.deep.equal(['first', 'stored', 'second'])
    expect(readMessages(copy, {}).map(({ bot }) => bot)).to.deep.equal(['import', 'import', 'Shop'])
    expect(readMessages(copy, {})[0]?.time).to.equal(capturedAt)
  })

  it('stores each once where two processes have the file open', () => {
    const [, other] = open('tracker.db')
    for (let round = 0; round < 5; round++) {
      journal.append([say(`${round} a`)])
      other.append([say(`${round} b`)])
      journal.append([say(`${round} c`)])
      if (round % 2 === 0) other.catchUp()
      journal.catchUp()
      other.append([say(`${round} d`)])
      other.catchUp()
    }
    expect(texts()).to.have.length(20)
    expect(new Set(texts()).size).to.equal(20)
    expect(reported).to.deep.equal([])
  })

  it('says what it wrote down and another process put into the tables, once', () => {
    const [, other] = open('tracker.db')
    journal.append([say('a', { bot: 'Shop' }), say('b')])
    other.catchUp()
    stored = []
    clock.tick(100)
    expect(stored).to.deep.equal([
      new Map([
        ['Shop', 1],
        ['import', 1],
      ]),
    ])
    journal.append([say('c')])
    clock.tick(100)
    expect(stored.slice(1)).to.deep.equal([new Map([['import', 1]])])
  })

  it('has whoever reads wait for another process that holds the file, but not for ever', async () => {
    journal.append([say('a')])
    const [holder] = open('tracker.db')
    holder.database.exec('BEGIN IMMEDIATE')
    const caughtUp = journal.caughtUp()
    await clock.tickAsync(500)
    holder.database.exec('ROLLBACK')
    await clock.tickAsync(50)
    expect(await caughtUp).to.equal(true)
    expect(texts()).to.deep.equal(['a'])

    journal.append([say('b')])
    holder.database.exec('BEGIN IMMEDIATE')
    const again = journal.caughtUp()
    await clock.tickAsync(1_000)
    expect(await again).to.equal(false)
    holder.database.exec('ROLLBACK')
  })

  it('waits while another process holds the file', () => {
    journal.append([say('a')])
    const [holder] = open('tracker.db')
    holder.database.exec('BEGIN IMMEDIATE')
    journal.catchUp()
    clock.tick(500)
    expect(texts()).to.deep.equal([])
    expect(() => journal.append([say('b')])).to.throw('locked')
    holder.database.exec('ROLLBACK')
    clock.tick(50)
    expect(texts()).to.deep.equal(['a'])
    expect(reported).to.deep.equal([])
  })

  it('lets one that the tables do not take harm no other, keeps it, and tries it again', () => {
    store.database.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.text = 'bad' BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    journal.append([say('a'), say('bad'), say('b')])
    clock.tick(100)
    expect(texts()).to.deep.equal(['a', 'b'])
    expect(reported).to.deep.equal([
      "The tracker's tables did not take 1 payload: no room. It stays in the file, and is tried again in a minute.",
    ])
    journal.append([say('c')])
    clock.tick(30_000)
    expect(texts()).to.deep.equal(['a', 'b', 'c'])
    expect(reported).to.have.length(1)
    clock.tick(30_000)
    expect(reported).to.have.length(2)

    store.database.exec('DROP TRIGGER refuse')
    clock.tick(60_000)
    expect(texts()).to.deep.equal(['a', 'bad', 'b', 'c'])
    expect(left()).to.equal(0)
    expect(reported).to.have.length(2)
  })

  it('holds none of what the file has no room for', () => {
    const { page_count: pages } = store.prepare('PRAGMA page_count').get() as { page_count: number }
    store.database.exec(`PRAGMA max_page_count = ${pages}`)
    const large = Array.from({ length: 50 }, () => say('x'.repeat(2_000)))
    expect(() => journal.append([say('small'), ...large])).to.throw('full')
    expect(left()).to.equal(0)
    store.database.exec('PRAGMA max_page_count = 1000000')
    journal.append([say('next')])
    journal.catchUp()
    expect(texts()).to.deep.equal(['next'])
  })

  it('reads from the file that took the place of the one before', () => {
    journal.append([say('of the former file')])
    const [backup, writer] = open('backup.db')
    writer.append([say('of the backup')])
    writer.stop()
    backup.close()
    opened.pop()
    rmSync(store.path)
    cpSync(join(directory, 'backup.db'), store.path)
    store.reopen()
    journal.reopen()
    expect(texts()).to.deep.equal(['of the backup'])
  })

  it('takes nothing once it was stopped', () => {
    journal.append([say('a')])
    journal.stop()
    clock.tick(1_000)
    journal.catchUp()
    expect(texts()).to.deep.equal([])
  })
})
