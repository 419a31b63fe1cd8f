import { expect } from 'chai'
import fc from 'fast-check'
import type { Arrival } from '../../../../src/tracker/store/ingest/arrival'
import { Ingest } from '../../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../../src/tracker/store/tracker-store'
import { event, incoming, MINUTE, NOON_ISH, outgoing } from './arrivals'
import { EVENT_INTENTS, rows } from './stored-rows'

describe('Ingest', () => {
  it('ends up the same in whatever order and batches messages come', () => {
    const message = fc.record({
      minute: fc.integer({ min: 0, max: 90 }),
      user: fc.constantFrom('ann', 'ann', 'bob'),
      type: fc.constantFrom('incoming', 'outgoing', 'event'),
      intent: fc.constantFrom(undefined, 'A', 'B', 'NotHandled'),
      sessionId: fc.constantFrom(undefined, undefined, 's1'),
      button: fc.constantFrom(undefined, '1', '2'),
    })
    const offer = (id: string | undefined) => ({ buttons: id ? [{ id, label: 'Go', value: 'go' }] : [] })
    const click = (buttonId: string | undefined) => buttonId && { postback: { buttonClick: { buttonId } } }
    const shuffled = fc
      .uniqueArray(message, { selector: ({ minute }) => minute, maxLength: 60, size: 'max' })
      .chain((messages) =>
        fc.tuple(
          fc.constant(messages.toSorted((a, b) => a.minute - b.minute)),
          fc.shuffledSubarray(messages, { minLength: messages.length }),
          fc.integer({ min: 1, max: 8 }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([inOrder, outOfOrder, size]) => {
        const arrivals = (messages: typeof inOrder) =>
          messages.map(({ minute, user, type, intent, sessionId, button }) => {
            const time = NOON_ISH + minute * MINUTE
            if (type === 'event') {
              return event(time, { type: 'revenueEvent', name: 'sale', userId: user, amount: minute })
            }
            const fields = { userId: user, sessionId, intent: intent && { name: intent } }
            if (type === 'outgoing') return outgoing(time, { ...fields, ...offer(button) })
            return incoming(time, { ...fields, ...click(button) })
          })
        expect(derived(arrivals(outOfOrder), size)).to.deep.equal(derived(arrivals(inOrder), 1))
      }),
      { numRuns: 40 },
    )
  }).timeout(30_000)
})

/** What the tables say after the arrivals came in batches of that size, without the ids of rows. */
function derived(arrivals: readonly Arrival[], size: number) {
  const store = TrackerStore.open(':memory:')
  try {
    const ingest = new Ingest(store)
    for (let start = 0; start < arrivals.length; start += size)
      ingest.store(arrivals.slice(start, start + size))
    return {
      sessions: rows(store, SESSIONS),
      members: rows(store, MEMBERS),
      steps: rows(store, STEPS),
      slots: rows(store, 'SELECT * FROM message_slots ORDER BY slot'),
      days: rows(store, 'SELECT * FROM message_days ORDER BY day'),
      histogram: rows(
        store,
        'SELECT slot, kind, bound, count FROM histogram_slots WHERE count > 0 ORDER BY 1, 2, 3',
      ),
      exits: rows(store, EXITS),
      active: rows(store, ACTIVE_USERS),
      misses: rows(store, MISSES),
      events: rows(store, EVENTS),
      revenue: rows(store, EVENT_INTENTS),
      clicks: rows(store, CLICKS),
      replies: rows(store, 'SELECT time, reply_ms FROM messages WHERE reply_ms IS NOT NULL ORDER BY time'),
      intents: rows(store, INTENT_SLOTS),
      users: rows(store, USERS),
    }
  } finally {
    store.close()
  }
}

const SESSIONS = `
SELECT user_id, key, started_at, ended_at, s.incoming, s.outgoing, intents.name AS last_intent, turn_not_handled
FROM sessions AS s JOIN users ON users.id = s.user LEFT JOIN intents ON intents.id = last_intent
ORDER BY started_at, user_id, key`

const MEMBERS = `
SELECT m.time, s.started_at, s.key FROM messages AS m JOIN sessions AS s ON s.id = m.session ORDER BY m.time`

const STEPS = `
SELECT slot, a.name AS "from", b.name AS "to", count
FROM step_slots JOIN intents AS a ON a.id = from_intent JOIN intents AS b ON b.id = to_intent
WHERE count > 0 ORDER BY 1, 2, 3`

const EXITS = `
SELECT slot, intents.name AS exit, sessions, messages, ms FROM session_slots LEFT JOIN intents ON intents.id = intent
WHERE sessions > 0 ORDER BY 1, 2`

const MISSES = `
SELECT m.time AS asked, misses.time FROM misses JOIN messages AS m ON m.id = misses.question ORDER BY 1, 2`

const ACTIVE_USERS = `
SELECT DISTINCT slot, user_id FROM user_slots, json_each('[' || users || ']') AS noted JOIN users ON users.id = noted.value
ORDER BY 1, 2`

const USERS = `
SELECT user_id, first_seen, last_seen, incoming, outgoing, sessions FROM users ORDER BY 1`

const INTENT_SLOTS = `
SELECT slot, name, incoming, outgoing FROM intent_slots JOIN intents ON intents.id = intent ORDER BY 1, 2`

const EVENTS = `
SELECT e.time, u.user_id, s.started_at, i.name FROM events e JOIN users u ON u.id = e.user
LEFT JOIN sessions s ON s.id = e.session LEFT JOIN intents i ON i.id = e.intent ORDER BY 1, 2`

const CLICKS = `
SELECT offers.time, position, clicks.time AS clicked FROM buttons JOIN messages offers ON offers.id = message
LEFT JOIN messages clicks ON clicks.id = clicked_by ORDER BY 1, 2`
