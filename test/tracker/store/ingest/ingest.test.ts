import { expect } from 'chai'
import { dayOf } from '../../../../src/tracker/schema'
import type { Arrival } from '../../../../src/tracker/store/ingest/arrival'
import { Ingest } from '../../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../../src/tracker/store/tracker-store'
import { event, incoming, MINUTE, NOON_ISH, outgoing } from './arrivals'
import { EVENT_INTENTS, rows } from './stored-rows'

describe('Ingest', () => {
  let store: TrackerStore
  let ingest: Ingest

  beforeEach(() => {
    store = TrackerStore.open(':memory:')
    ingest = new Ingest(store)
  })

  afterEach(() => store.close())

  it('keeps a message with all that it carries', () => {
    const message = {
      text: 'Weather in Ulm?',
      intent: { name: 'WEATHER_QUERY', confidence: 0.75, inputs: [{ name: 'city', value: 'Ulm' }] },
      images: [{ url: 'https://example.com/a.png' }],
    }
    ingest.store([incoming(NOON_ISH, message)])
    expect(rows(store, MESSAGES)).to.deep.equal([
      {
        time: NOON_ISH,
        incoming: 1,
        user: 'ann',
        text: 'Weather in Ulm?',
        intent: 'WEATHER_QUERY',
        confidence: 0.75,
        images: '["https://example.com/a.png"]',
        clicked: null,
      },
    ])
    expect(rows(store, 'SELECT slot, name, value, count FROM input_slots')).to.deep.equal([
      { slot: NOON_ISH, name: 'city', value: 'Ulm', count: 1 },
    ])
    const json = rows(store, 'SELECT json FROM payloads')[0]?.json
    expect(JSON.parse(String(json))).to.deep.equal({ userId: 'ann', ...message })
  })

  it('finds a message by a word of its text', () => {
    ingest.store([incoming(NOON_ISH, { text: 'Ein Café, bitte' }), incoming(NOON_ISH, { text: 'no' })])
    const found = rows(store, "SELECT rowid AS id FROM message_text WHERE message_text MATCH 'cafe'")
    expect(found).to.deep.equal([{ id: 1 }])
  })

  it('keeps an event, and sums it up by the quarter of an hour', () => {
    const sandwich = { type: 'revenueEvent', name: 'boughtSandwich', userId: 'ann', amount: 17.45 } as const
    ingest.store([event(NOON_ISH, sandwich), event(NOON_ISH + 1, sandwich)])
    const launch = { type: 'pageLaunchEvent', name: 'launched', userId: 'ann' } as const
    ingest.store([event(NOON_ISH + 2, launch), event(NOON_ISH + 15 * MINUTE, sandwich)])
    expect(rows(store, EVENT_SUMS)).to.deep.equal([
      { slot: NOON_ISH, type: 'pageLaunchEvent', name: 'launched', count: 1, amount: 0 },
      { slot: NOON_ISH, type: 'revenueEvent', name: 'boughtSandwich', count: 2, amount: 34.9 },
      { slot: NOON_ISH + 15 * MINUTE, type: 'revenueEvent', name: 'boughtSandwich', count: 1, amount: 17.45 },
    ])
    expect(rows(store, 'SELECT amount FROM events ORDER BY time')[0]).to.deep.equal({ amount: 17.45 })
  })

  it('counts what a user does, from the first moment to the last', () => {
    const custom = { type: 'customEvent', name: 'e', userId: 'ann' } as const
    ingest.store([incoming(NOON_ISH), outgoing(NOON_ISH + 1), incoming(NOON_ISH + 2)])
    ingest.store([event(NOON_ISH + 3, custom), incoming(NOON_ISH - 5)])
    expect(rows(store, 'SELECT * FROM users')).to.deep.equal([
      {
        id: 1,
        bot: 1,
        user_id: 'ann',
        name: null,
        handle: null,
        first_seen: NOON_ISH - 5,
        last_seen: NOON_ISH + 3,
        incoming: 3,
        outgoing: 1,
        events: 1,
        sessions: 1,
        revenue: 0,
      },
    ])
  })

  it('takes a delivery once, within a batch and later', () => {
    const repeated = incoming(NOON_ISH, { key: 'k1' })
    expect(ingest.store([repeated, repeated])).to.have.lengthOf(1)
    expect(ingest.store([repeated])).to.have.lengthOf(0)
    expect(rows(store, 'SELECT count(*) AS n FROM messages')).to.deep.equal([{ n: 1 }])
    expect(rows(store, 'SELECT incoming FROM users')).to.deep.equal([{ incoming: 1 }])
  })

  it('takes a delivery of each bot, whatever ids the other bots use', () => {
    const delivery = incoming(NOON_ISH, { key: 'k1' })
    const both = [
      { ...delivery, bot: 'one' },
      { ...delivery, bot: 'two' },
    ]
    expect(ingest.store([...both, ...both])).to.deep.equal(both)
    expect(ingest.store(both)).to.have.lengthOf(0)
  })

  it('takes what is new among many that are known, and what has no id', () => {
    const texts = Array.from({ length: 50 }, (_, n) => `message ${n}`)
    const arrivals = texts.map((text, n) =>
      incoming(NOON_ISH + n, n % 7 === 0 ? { text } : { text, key: text }),
    )
    ingest.store(arrivals.filter((_, n) => n % 3 === 0))
    const known = new Set(texts.filter((_, n) => n % 3 === 0 && n % 7 !== 0))
    const [newest] = rows(store, 'SELECT max(id) AS id FROM messages')
    const fresh = texts.filter((text) => !known.has(text))
    expect(ingest.store(arrivals)).to.have.lengthOf(fresh.length)
    const stored = store.prepare('SELECT text FROM messages WHERE id > ? ORDER BY id').all(Number(newest?.id))
    expect(stored.map((row) => (row as { text: string }).text)).to.deep.equal(fresh)
  })

  it('keeps nothing of a batch that fails, and can go on', () => {
    const broken = { ...incoming(NOON_ISH, { intent: { name: 'NEW' } }), receivedAt: Number.NaN } as Arrival
    expect(() => ingest.store([incoming(NOON_ISH, { intent: { name: 'OTHER' } }), broken])).to.throw()
    expect(rows(store, 'SELECT count(*) AS n FROM messages')).to.deep.equal([{ n: 0 }])
    ingest.store([incoming(NOON_ISH, { intent: { name: 'OTHER' } })])
    expect(rows(store, MESSAGES)[0]).to.include({ intent: 'OTHER' })
  })

  it('replaces a NUL in ids and names too, and shortens what is longer than any list can show', () => {
    const long = 'x'.repeat(100_000)
    ingest.store([
      incoming(NOON_ISH, { userId: 'a\0b', intent: { name: 'I\0J' }, sessionId: 's\0' }),
      incoming(NOON_ISH, { userId: 'a\0c' }),
      incoming(NOON_ISH, { userId: `${long}1` }),
      incoming(NOON_ISH, { userId: `${long}2` }),
      event(NOON_ISH, { type: 'customEvent', name: 'e\0f', userId: 'a\0b' }),
    ])
    const ids = rows(store, 'SELECT user_id FROM users ORDER BY id').map(({ user_id }) => String(user_id))
    expect(ids.slice(0, 2)).to.deep.equal(['a\ufffdb', 'a\ufffdc'])
    expect(new Set(ids).size).to.equal(4)
    expect(Math.max(...ids.map((id) => id.length))).to.be.lessThan(300)
    expect(rows(store, 'SELECT name FROM event_names')).to.deep.equal([{ name: 'e\ufffdf' }])
  })

  it('keeps users, messages and sums of two bots apart', () => {
    const message = incoming(NOON_ISH, { text: 'hello' })
    ingest.store([
      { ...message, bot: 'aa' },
      { ...message, bot: 'bb' },
      { ...message, bot: 'aa' },
    ])
    expect(
      rows(store, 'SELECT bots.name, user_id, incoming, sessions FROM users JOIN bots ON bots.id = bot'),
    ).to.deep.equal([
      { name: 'aa', user_id: 'ann', incoming: 2, sessions: 1 },
      { name: 'bb', user_id: 'ann', incoming: 1, sessions: 1 },
    ])
    expect(rows(store, 'SELECT incoming FROM message_slots ORDER BY bot')).to.deep.equal([
      { incoming: 2 },
      { incoming: 1 },
    ])
  })

  it('knows the names that the platform has for a user, the latest ones', () => {
    const users = (name: string) => ({ users: { ann: { id: 'ann', name, screen_name: 'ann_x' } } })
    ingest.store([incoming(NOON_ISH, { platformJson: users('Ann') })])
    ingest.store([incoming(NOON_ISH + 1, { platformJson: users('Ana') }), incoming(NOON_ISH + 2)])
    expect(rows(store, 'SELECT name, handle FROM users')).to.deep.equal([{ name: 'Ana', handle: 'ann_x' }])
    const named = (word: string) => rows(store, `SELECT rowid FROM user_text WHERE user_text MATCH '${word}'`)
    expect([named('ana').length, named('ann').length, named('x').length]).to.deep.equal([1, 1, 1])
    ingest.store([incoming(NOON_ISH + 3, { platformUserJson: { username: 'just_ann' } })])
    expect(rows(store, 'SELECT name, handle FROM users')).to.deep.equal([{ name: null, handle: 'just_ann' }])
  })

  it('puts an event into the session and behind the intent of the message before it', () => {
    const bought = { type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 3 } as const
    ingest.store([
      event(NOON_ISH - 1, bought),
      incoming(NOON_ISH, { intent: { name: 'ORDER' } }),
      outgoing(NOON_ISH + 1, { intent: { name: 'ORDERED' } }),
      event(NOON_ISH + 2, bought),
    ])
    const found = rows(
      store,
      'SELECT session, i.name FROM events e LEFT JOIN intents i ON i.id = intent ORDER BY time',
    )
    expect(found).to.deep.equal([
      { session: null, name: null },
      { session: 1, name: 'ORDER' },
    ])
  })

  it('puts an event that came first into the session of the messages that come later', () => {
    ingest.store([event(NOON_ISH + 2, { type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 3 })])
    ingest.store([incoming(NOON_ISH, { intent: { name: 'ORDER' } })])
    ingest.store([outgoing(NOON_ISH + 1)])
    const link = rows(store, 'SELECT session, name FROM events JOIN intents ON intents.id = intent')
    expect(link).to.deep.equal([{ session: 1, name: 'ORDER' }])
    expect(rows(store, EVENT_INTENTS)).to.deep.equal([
      { unit: 'day', start: dayOf(NOON_ISH), name: 'ORDER', count: 1, amount: 3 },
      { unit: 'slot', start: NOON_ISH, name: 'ORDER', count: 1, amount: 3 },
    ])
  })

  it('replaces a NUL in the text, which some libraries would not read past', () => {
    ingest.store([incoming(NOON_ISH, { text: 'a\0b' })])
    expect(rows(store, 'SELECT text FROM messages')).to.deep.equal([{ text: 'a\ufffdb' }])
  })
})

const MESSAGES = `
SELECT m.time, m.incoming, users.user_id AS user, m.text, intents.name AS intent, m.confidence,
  m.images, m.clicked
FROM messages AS m JOIN users ON users.id = m.user LEFT JOIN intents ON intents.id = m.intent ORDER BY m.id`

const EVENT_SUMS = `
SELECT slot, type, name, count, amount FROM event_slots JOIN event_names ON event_names.id = event ORDER BY 1, 3 DESC`
