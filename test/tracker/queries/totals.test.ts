import { expect } from 'chai'
import { readBots } from '../../../src/tracker/queries/bots'
import { readEventTotals } from '../../../src/tracker/queries/events'
import { storedExtent } from '../../../src/tracker/queries/extent'
import { messagesPerSession, notHandledRate, readTotals } from '../../../src/tracker/queries/totals'
import { readUser } from '../../../src/tracker/queries/user'
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
      replies: 1,
      replyMs: 1,
      sessions: 3,
      activeUsers: 2,
      newUsers: 1,
      revenue: 2.5,
    })
  })

  it('does not count users as active who were only written to', () => {
    stored.hears('ann', 'news', NOON)
    expect(readTotals(stored.store, { from: NOON, to: NOON + HOUR })).to.include({
      sessions: 1,
      activeUsers: 0,
    })
  })

  it('counts users as active on both days of a session over midnight', () => {
    const midnight = NOON + 12 * HOUR
    stored.says('ann', 'late', midnight - MINUTE)
    stored.says('ann', 'early', midnight + MINUTE)
    for (const day of [
      { from: NOON, to: midnight },
      { from: midnight, to: midnight + HOUR },
    ]) {
      expect(readTotals(stored.store, day).activeUsers).to.equal(1)
    }
  })

  it('is nothing but zeros for an empty database', () => {
    const totals = readTotals(stored.store, { from: 0, to: NOON })
    expect(Object.values(totals)).to.deep.equal(Array(9).fill(0))
    expect(messagesPerSession(totals)).to.equal(0)
    expect(notHandledRate(totals)).to.equal(0)
  })

  it('counts the users and messages of one bot alone', () => {
    stored.says('ann', 'hello', NOON)
    stored.of('other').says('ann', 'hello', NOON)
    const [first, second] = readBots(stored.store)
    for (const bot of [first, second]) {
      const totals = readTotals(stored.store, { from: NOON, to: NOON + HOUR, bot: bot?.id })
      expect(totals).to.include({ incoming: 1, sessions: 1, activeUsers: 1, newUsers: 1 })
    }
    expect(readTotals(stored.store, { from: NOON, to: NOON + HOUR })).to.include({
      incoming: 2,
      activeUsers: 2,
    })
  })

  it('stays a number where amounts add up to more than any', () => {
    for (let time = 0; time < 3; time++) stored.pays('ann', Number.MAX_VALUE, NOON + time * HOUR)
    stored.pays('ann', -5, NOON + 4 * HOUR)
    const day = { from: NOON, to: NOON + 5 * HOUR }
    expect(readTotals(stored.store, day).revenue).to.equal(Number.MAX_VALUE)
    expect(readEventTotals(stored.store, day)[0]?.amount).to.equal(Number.MAX_VALUE)
    expect(readUser(stored.store, 'ann')[0]?.revenue).to.equal(Number.MAX_VALUE)
  })

  it('has rates', () => {
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
    expect(storedExtent(stored.store)).to.deep.equal({ from: NOON, to: NOON + 3 * HOUR + 15 * MINUTE })
  })
})
