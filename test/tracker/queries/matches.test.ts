import { expect } from 'chai'
import { readMatches, readPart, USER_PARTS } from '../../../src/tracker/queries/matches'
import { readUser } from '../../../src/tracker/queries/user'
import type { UserFilter } from '../../../src/tracker/queries/user-filter'
import { parseSearch } from '../../../src/tracker/search/search-terms'
import { MINUTE, NOON, StoredConversations } from './stored'

describe('readMatches', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  const minutes = (filter: UserFilter, userId = 'ann') =>
    readMatches(stored.store, readUser(stored.store, userId)[0]?.id ?? 0, filter).map(
      ({ kind, time }) => `${kind} ${(time - NOON) / MINUTE}`,
    )

  it("has the user's messages with all the words, in the order of time", () => {
    stored.says('ann', 'rain in Lisbon', NOON + 5 * MINUTE)
    stored.hears('ann', 'no rain in Lisbon today', NOON + 2 * MINUTE)
    stored.says('ann', 'rain', NOON + 3 * MINUTE)
    stored.says('bob', 'rain in Lisbon', NOON + 4 * MINUTE)
    expect(minutes({ terms: parseSearch('lisbon rain') })).to.deep.equal(['message 2', 'message 5'])
  })

  it('has the messages with the intent, or the events', () => {
    stored.says('ann', 'rain?', NOON, { intent: { name: 'WEATHER' } })
    stored.says('ann', 'hello', NOON + MINUTE, { intent: { name: 'GREETING' } })
    stored.custom('ann', 'seen', NOON + 2 * MINUTE)
    stored.pays('ann', 3, NOON + 3 * MINUTE)
    expect(minutes({ intent: 'WEATHER' })).to.deep.equal(['message 0'])
    expect(minutes({ event: { type: 'revenueEvent', name: 'purchase' } })).to.deep.equal(['event 3'])
  })

  it('keeps to the span', () => {
    for (const minute of [1, 2, 3]) stored.says('ann', 'rain', NOON + minute * MINUTE)
    const scope = { from: NOON + 2 * MINUTE, to: NOON + 3 * MINUTE }
    expect(minutes({ terms: parseSearch('rain'), scope })).to.deep.equal(['message 2'])
  })

  it('is empty without a filter, without a word, and for what was never seen', () => {
    stored.says('ann', 'rain', NOON)
    expect(minutes({})).to.deep.equal([])
    expect(minutes({ terms: parseSearch('?') })).to.deep.equal([])
    expect(minutes({ intent: 'SNOW' })).to.deep.equal([])
    expect(minutes({ terms: parseSearch('rain') }, 'nobody')).to.deep.equal([])
  })
})

describe('readPart', () => {
  it('has what a figure of the user counts, in the order of time', () => {
    const stored = new StoredConversations()
    try {
      stored.says('ann', 'hi', NOON + MINUTE)
      stored.hears('ann', 'hello', NOON + 2 * MINUTE)
      stored.says('ann', 'earlier', NOON)
      stored.says('ann', 'again', NOON + 20 * MINUTE)
      stored.says('bob', 'hi', NOON + 30 * MINUTE)
      stored.custom('ann', 'seen', NOON + 21 * MINUTE)
      stored.pays('ann', 3, NOON + 22 * MINUTE)
      const id = readUser(stored.store, 'ann')[0]?.id ?? 0
      const parts = USER_PARTS.map((part) => [
        part,
        readPart(stored.store, id, part).map(({ kind, time }) => `${kind} ${(time - NOON) / MINUTE}`),
      ])
      expect(Object.fromEntries(parts)).to.deep.equal({
        incoming: ['message 0', 'message 1', 'message 20'],
        outgoing: ['message 2'],
        sessions: ['message 0', 'message 20'],
        events: ['event 21', 'event 22'],
        revenue: ['event 22'],
      })
    } finally {
      stored.close()
    }
  })
})
