import { expect } from 'chai'
import { storedExtent } from '../../../src/tracker/queries/extent'
import { previousSpan } from '../../../src/tracker/queries/span'
import { messagesPerSession, notHandledRate, readTotals } from '../../../src/tracker/queries/totals'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

describe('readTotals', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  it('counts messages, users, sessions, revenue and what was not handled within the span', () => {
    stored.says('ann', 'before', NOON - HOUR)
    stored.says('ann', 'hello', NOON)
    stored.hears('ann', 'sorry?', NOON + 1, { intent: { name: 'NotHandled' } })
    stored.says('ann', 'still there', NOON + 6 * MINUTE)
    stored.says('bob', 'hello', NOON + MINUTE)
    stored.pays('bob', 2.5, NOON + MINUTE)
    stored.pays('bob', 4, NOON + HOUR)
    expect(readTotals(stored.store, { from: NOON, to: NOON + HOUR })).to.deep.equal({
      incoming: 3,
      outgoing: 1,
      notHandled: 1,
      sessions: 3,
      activeUsers: 2,
      newUsers: 1,
      revenue: 2.5,
    })
  })

  it('takes nobody for active who was only written to', () => {
    stored.hears('ann', 'news', NOON)
    expect(readTotals(stored.store, { from: NOON, to: NOON + HOUR })).to.include({
      sessions: 1,
      activeUsers: 0,
    })
  })

  it('is nothing but zeros for an empty database', () => {
    const totals = readTotals(stored.store, { from: 0, to: NOON })
    expect(Object.values(totals)).to.deep.equal([0, 0, 0, 0, 0, 0, 0])
    expect(messagesPerSession(totals)).to.equal(0)
    expect(notHandledRate(totals)).to.equal(0)
  })

  it('tells rates', () => {
    const totals = {
      ...readTotals(stored.store, { from: 0, to: 1 }),
      incoming: 4,
      outgoing: 6,
      sessions: 2,
      notHandled: 1,
    }
    expect(messagesPerSession(totals)).to.equal(5)
    expect(notHandledRate(totals)).to.equal(0.25)
  })

  it('knows from when to when anything is stored', () => {
    expect(storedExtent(stored.store)).to.equal(undefined)
    stored.says('ann', 'hello', NOON + 1)
    stored.custom('ann', 'opened', NOON + 3 * HOUR)
    expect(storedExtent(stored.store)).to.deep.equal({ from: NOON, to: NOON + 4 * HOUR })
  })

  it('compares with the span of the same length before', () => {
    expect(previousSpan({ from: 10, to: 15 })).to.deep.equal({ from: 5, to: 10 })
  })
})
