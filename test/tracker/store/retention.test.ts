import { join } from 'node:path'
import { expect } from 'chai'
import { HOUR_MS } from '../../../src/tracker/schema'
import { Ingest } from '../../../src/tracker/store/ingest/ingest'
import { RECEIPT_AGE_MS, Retention, type RetentionOptions } from '../../../src/tracker/store/retention'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { SUM_KINDS, SUM_UNITS, type SumKind, sumTable } from '../../../src/tracker/sum-tables'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { event, incoming, MINUTE, NOON_ISH, outgoing } from './ingest/arrivals'

const FOR_EVER: RetentionOptions = {
  retentionMs: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
}
const DAY = 24 * HOUR_MS
const TABLES = [
  'users',
  'sessions',
  'messages',
  'payloads',
  'buttons',
  'events',
  'misses',
  'user_slots',
  ...SUM_KINDS.flatMap((kind) => SUM_UNITS.map((unit) => sumTable(kind, unit))),
]

describe('Retention', () => {
  let store: TrackerStore
  let ingest: Ingest

  beforeEach(() => {
    store = TrackerStore.open(':memory:')
    ingest = new Ingest(store)
  })

  afterEach(() => store.close())

  const number = (sql: string) => Number(Object.values(store.prepare(sql).get() as object)[0])
  const counts = () =>
    Object.fromEntries(TABLES.map((table) => [table, number(`SELECT count(*) FROM ${table}`)]))
  const found = (word: string) =>
    number(`SELECT count(*) FROM message_text WHERE message_text MATCH '${word}'`)

  /** Steps until there is nothing left to do, and returns how many it took. */
  function sweep(options: Partial<RetentionOptions>, now: number): number {
    const retention = new Retention(store, { ...FOR_EVER, ...options }, ingest)
    let steps = 1
    while (retention.step(now)) steps++
    return steps
  }

  /** Something of everything, of one user, at that moment. */
  function everything(time: number, userId: string, text: string) {
    const intent = (name: string) => ({ name, inputs: [{ name: 'n', value: 'v' }] })
    const buttons = [{ id: '1', label: 'Yes', value: 'yes' }]
    ingest.store([
      incoming(time, { userId, text, intent: intent('A') }),
      outgoing(time + 1, { userId, buttons }),
      incoming(time + 2, { userId, intent: intent('B'), postback: { buttonClick: { buttonId: '1' } } }),
      event(time + 3, { type: 'customEvent', name: 'e', userId }),
    ])
  }

  it('leaves the file as it was to others where another process holds it', () => {
    const directory = makeDirectory()
    const path = join(directory, 'tracker.db')
    const file = TrackerStore.open(path)
    const holder = TrackerStore.open(path)
    try {
      const ingest = new Ingest(file)
      const retention = new Retention(file, FOR_EVER, ingest)
      holder.database.exec('BEGIN IMMEDIATE')
      expect(() => retention.step(NOON_ISH)).to.throw('locked')
      holder.database.exec('ROLLBACK')
      expect(ingest.store([incoming(NOON_ISH)])).to.have.length(1)
    } finally {
      for (const store of [file, holder]) store.close()
      removeDirectory(directory)
    }
  })

  it('deletes what is too old, with all that belongs to it, and nothing else', () => {
    everything(NOON_ISH, 'new', 'young')
    const onlyNew = counts()
    everything(NOON_ISH - 8 * DAY, 'old', 'aged')
    expect(counts()).to.include({ messages: 6, users: 2, sessions: 2, event_slots: 2 })
    sweep({ retentionMs: 7 * DAY }, NOON_ISH)
    expect(counts()).to.deep.equal(onlyNew)
    expect(found('aged')).to.equal(0)
    expect(found('young')).to.equal(1)
    store.database.exec("INSERT INTO message_text (message_text) VALUES ('integrity-check')")
  })

  it('deletes whole slots', () => {
    ingest.store([incoming(NOON_ISH - 1), incoming(NOON_ISH), incoming(NOON_ISH + 14 * MINUTE)])
    sweep({ retentionMs: DAY }, NOON_ISH + DAY + 14 * MINUTE)
    expect(counts()).to.include({ messages: 2, message_slots: 1 })
    sweep({ retentionMs: DAY }, NOON_ISH + DAY + 15 * MINUTE)
    expect(counts()).to.include({ messages: 0, message_slots: 0, sessions: 0, users: 0 })
  })

  it('counts what is left of a user', () => {
    everything(NOON_ISH - 8 * DAY, 'ann', 'aged')
    everything(NOON_ISH, 'ann', 'young')
    sweep({ retentionMs: 7 * DAY }, NOON_ISH)
    const user = store.prepare('SELECT incoming, outgoing, events, sessions FROM users').get()
    expect(user).to.include({ incoming: 2, outgoing: 1, events: 1, sessions: 1 })
  })

  it('takes small steps, so that requests come in between', () => {
    ingest.store(Array.from({ length: 1_200 }, (_, n) => incoming(NOON_ISH + n, { text: `${n}` })))
    expect(sweep({ retentionMs: DAY }, NOON_ISH + 3 * DAY)).to.equal(49)
    expect(counts()).to.include({ messages: 0, users: 0, sessions: 0, message_slots: 0 })
  })

  it('deletes the oldest of what is too much', () => {
    const text = 'x'.repeat(2_000)
    ingest.store(Array.from({ length: 3_000 }, (_, n) => incoming(NOON_ISH + n * MINUTE, { text })))
    const bytes = () =>
      number(
        'SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
      )
    const before = bytes()
    sweep({ maxBytes: before / 2 }, NOON_ISH)
    expect(bytes()).to.be.within(before / 4, before / 2)
    expect(number('SELECT max(time) FROM messages')).to.equal(NOON_ISH + 2_999 * MINUTE)
    const oldest = number('SELECT min(time) FROM messages')
    expect(oldest).to.be.greaterThan(NOON_ISH)
    expect(number('SELECT min(slot) FROM message_slots')).to.be.within(oldest - 2 * HOUR_MS, oldest)
  })

  it('deletes an event only where messages of its age go', () => {
    const text = 'x'.repeat(2_000)
    const sale = (n: number) =>
      event(NOON_ISH + n * MINUTE, { type: 'revenueEvent', name: 'sale', amount: 1, userId: `u${n}` })
    ingest.store(Array.from({ length: 1_000 }, (_, n) => incoming(NOON_ISH + n * MINUTE, { text })))
    ingest.store(Array.from({ length: 20 }, (_, n) => sale(n * 50)))
    sweep({ maxBytes: number('PRAGMA page_count') * number('PRAGMA page_size') * 0.75 }, NOON_ISH)
    const oldest = number('SELECT min(time) FROM messages')
    const left = number('SELECT count(*) FROM events')
    expect(left).to.be.within(10, 18)
    expect(number('SELECT min(time) FROM events')).to.be.within(oldest - MINUTE, oldest + 49 * MINUTE)
    expect(number("SELECT count(*) FROM users WHERE user_id <> 'ann'")).to.equal(left)
    expect(number('SELECT sum(amount) FROM event_slots')).to.be.within(left, left + 1)
    expect(number('SELECT sum(amount) FROM event_days')).to.be.within(left, left + 1)
  })

  it('leaves the sums of the day that it cuts as those of what is left', () => {
    for (let hour = 0; hour < 48; hour++) everything(NOON_ISH + hour * HOUR_MS, `u${hour}`, 'text')
    sweep({ retentionMs: DAY }, NOON_ISH + 47 * HOUR_MS + 10)
    const left = number('SELECT count(*) FROM messages')
    expect(left).to.be.within(1, 3 * 25)
    for (const unit of SUM_UNITS) {
      const sum = (columns: string, kind: SumKind) =>
        number(`SELECT sum(${columns}) FROM ${sumTable(kind, unit)}`)
      expect([
        sum('incoming + outgoing', 'message'),
        sum('messages', 'session'),
        sum('count', 'event'),
        sum('count', 'input'),
      ]).to.deep.equal([left, left, left / 3, (left * 2) / 3])
    }
  })

  it('leaves a user to be noted again in a slot that was deleted', () => {
    everything(NOON_ISH, 'user-1', 'first')
    sweep({ maxBytes: 0 }, NOON_ISH)
    everything(NOON_ISH + 10, 'user-1', 'second')
    expect(number('SELECT count(*) FROM user_slots')).to.equal(1)
  })

  it('gives the space back to the disk', () => {
    const text = 'x'.repeat(2_000)
    ingest.store(Array.from({ length: 1_000 }, (_, n) => incoming(NOON_ISH + n, { text })))
    const before = number('PRAGMA page_count')
    sweep({ retentionMs: DAY }, NOON_ISH + 3 * DAY)
    expect(number('PRAGMA page_count')).to.be.lessThan(before / 2)
  })

  it('forgets receipts once no sender repeats the delivery, and no younger ones', () => {
    ingest.store([incoming(NOON_ISH, { key: 'old' }), incoming(NOON_ISH + 1, { key: 'young' })])
    sweep({}, NOON_ISH + 1 + RECEIPT_AGE_MS)
    expect(store.prepare('SELECT key FROM receipts').all()).to.have.length(1)
    expect(ingest.store([incoming(NOON_ISH + 2, { key: 'young' })])).to.have.lengthOf(0)
    sweep({}, NOON_ISH + 2 + RECEIPT_AGE_MS)
    expect(store.prepare('SELECT key FROM receipts').all()).to.have.length(0)
    expect(counts()).to.include({ messages: 2 })
  })

  it('leaves all of it where nothing is asked for', () => {
    everything(NOON_ISH - 10_000 * DAY, 'old', 'aged')
    expect(sweep({}, NOON_ISH)).to.equal(1)
    expect(counts()).to.include({ messages: 3 })
  })
})
