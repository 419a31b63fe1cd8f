import { expect } from 'chai'
import fc from 'fast-check'
import { readEventTotalsOf } from '../../../src/tracker/queries/events'
import { readIntentsOf } from '../../../src/tracker/queries/intents'
import type { TimeSpan } from '../../../src/tracker/queries/span'
import { readTotalsOf } from '../../../src/tracker/queries/totals'
import { SLOT_MS } from '../../../src/tracker/schema'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

const DAYS = 5
const DAY = 24 * HOUR
const FIRST = NOON - (NOON % DAY)
const INTENTS = ['A', 'B', 'C']

/** Five days of messages from a few users, and what was written when. */
function conversations() {
  const stored = new StoredConversations()
  const said: { readonly time: number; readonly user: string; readonly intent: string }[] = []
  const paid: { readonly time: number; readonly amount: number }[] = []
  for (let minute = 0; minute < DAYS * 24 * 60; minute += 23) {
    const [time, user, intent] = [FIRST + minute * MINUTE, `u${minute % 7}`, INTENTS[minute % 3] ?? '']
    stored.says(user, 'text', time, { intent: { name: intent } })
    said.push({ time, user, intent })
    if (minute % 4 !== 0) continue
    const amount = (minute % 100) + 0.25
    stored.pays(user, amount, time)
    paid.push({ time, amount })
  }
  return { stored, said, paid }
}

const moment = fc.integer({ min: 0, max: (DAYS * DAY) / SLOT_MS }).map((slot) => FIRST + slot * SLOT_MS)
const span = fc
  .tuple(moment, moment)
  .filter(([one, other]) => one !== other)
  .map(([one, other]): TimeSpan => ({ from: Math.min(one, other), to: Math.max(one, other) }))

describe('the sums of many spans', () => {
  const { stored, said, paid } = conversations()

  after(() => stored.close())

  const during = <T extends { readonly time: number }>(all: readonly T[], { from, to }: TimeSpan) =>
    all.filter(({ time }) => time >= from && time < to)

  it('are those of each one, wherever in the day it begins and ends', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), (spans) => {
        const totals = readTotalsOf(stored.store, spans, undefined)
        const intents = readIntentsOf(stored.store, spans, undefined)
        const events = readEventTotalsOf(stored.store, spans, undefined)
        for (const [index, one] of spans.entries()) {
          const messages = during(said, one)
          const revenue = during(paid, one).reduce((sum, { amount }) => sum + amount, 0)
          expect(totals[index]).to.deep.include({
            incoming: messages.length,
            outgoing: 0,
            activeUsers: new Set(messages.map(({ user }) => user)).size,
            revenue,
          })
          const counts = Object.fromEntries(
            (intents[index] ?? []).map(({ name, incoming }) => [name, incoming]),
          )
          const expected = INTENTS.map((name) => [
            name,
            messages.filter(({ intent }) => intent === name).length,
          ])
          expect(counts).to.deep.equal(Object.fromEntries(expected.filter(([, count]) => count !== 0)))
          expect(events[index]?.[0]?.count ?? 0).to.equal(during(paid, one).length)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('hold a user once who was noted with every message', () => {
    const [day] = readTotalsOf(stored.store, [{ from: FIRST, to: FIRST + DAYS * DAY }], undefined)
    expect(day?.activeUsers).to.equal(7)
  })
})
