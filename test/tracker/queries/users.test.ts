import { expect } from 'chai'
import type { Scope } from '../../../src/tracker/queries/span'
import type { UserFilter } from '../../../src/tracker/queries/user-filter'
import type { UserOrder } from '../../../src/tracker/queries/user-order'
import { isCutShort, readUsers } from '../../../src/tracker/queries/users'
import { parseSearch } from '../../../src/tracker/search/search-terms'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

describe('readUsers', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
    stored.says('ann', 'Will it rain in São Paulo?', NOON, { intent: { name: 'WEATHER' } })
    stored.hears('ann', 'It will not rain', NOON + 1)
    stored.says('bob', 'I am hungry', NOON + 2, { intent: { name: 'LUNCH' } })
    stored.custom('cem', 'opened', NOON + 3)
  })

  afterEach(() => stored.close())

  const ids = (filter: UserFilter) => readUsers(stored.store, filter).rows.map(({ userId }) => userId)
  const terms = (text: string) => parseSearch(text)

  it('lists who was seen last first, each with the latest message', () => {
    const { rows, next } = readUsers(stored.store, {})
    expect(next).to.equal(undefined)
    expect(rows.map(({ userId, match }) => [userId, match?.kind === 'message' && match.text])).to.deep.equal([
      ['cem', false],
      ['bob', 'I am hungry'],
      ['ann', 'It will not rain'],
    ])
  })

  it('finds words, also without their accents and by their beginning', () => {
    expect(ids({ terms: terms('sao paulo') })).to.deep.equal(['ann'])
    expect(ids({ terms: terms('hung') })).to.deep.equal(['bob'])
    expect(ids({ terms: terms('rain hungry') })).to.deep.equal([])
  })

  it('shows the latest message with the words', () => {
    const { rows } = readUsers(stored.store, { terms: terms('paulo') })
    expect(rows[0]?.match).to.include({
      text: 'Will it rain in São Paulo?',
      intent: 'WEATHER',
      incoming: true,
    })
  })

  it('matches nothing where there is no word, and never reads FTS5’s language', () => {
    for (const text of ['"', '*', 'NEAR(', '() OR', 'a" OR "b', 'words:rain', '😀']) {
      expect(ids({ terms: terms(text) }), text).to.deep.equal([])
    }
  })

  it('filters by intent, event and the beginning of the id, all at once', () => {
    expect(ids({ intent: 'LUNCH' })).to.deep.equal(['bob'])
    expect(ids({ event: { type: 'customEvent', name: 'opened' } })).to.deep.equal(['cem'])
    expect(ids({ idPrefix: 'an' })).to.deep.equal(['ann'])
    expect(ids({ idPrefix: 'an', intent: 'LUNCH' })).to.deep.equal([])
    expect(ids({ intent: 'NEVER' })).to.deep.equal([])
    expect(ids({ event: { type: 'customEvent', name: 'never' } })).to.deep.equal([])
  })

  for (const [name, filter] of [
    ['of everybody', {}],
    ['of a search', { terms: terms('rain') }],
  ] as const) {
    it(`pages through the list ${name} without gaps or repetitions`, () => {
      for (let user = 0; user < 9; user++) stored.says(`user-${user}`, 'rain', NOON + 10)
      const found: string[] = []
      let after: ReturnType<typeof readUsers>['next']
      do {
        const page = readUsers(stored.store, filter, { after, limit: 2 })
        found.push(...page.rows.map(({ userId }) => userId))
        after = page.next
      } while (after !== undefined)
      expect(found).to.have.lengthOf(new Set(found).size)
      expect(found).to.have.lengthOf(name === 'of everybody' ? 12 : 10)
    })
  }

  it('sorts by what happened within the scope, page by page', () => {
    const scope = { from: NOON, to: NOON + HOUR }
    for (let minute = 0; minute < 9; minute++) stored.says('old', 'hi', NOON - HOUR + minute * MINUTE)
    stored.says('old', 'hi', NOON)
    stored.pays('ann', 1.25, NOON + 5)
    stored.pays('bob', 1.5, NOON + 5)
    stored.pays('old', 99, NOON - 5)
    const sorted = (order: UserOrder) => {
      const found: (readonly [string, number])[] = []
      let after: ReturnType<typeof readUsers>['next']
      do {
        const page = readUsers(stored.store, { scope }, { after, limit: 1, order })
        found.push(...page.rows.map(({ userId, place }) => [userId, place] as const))
        after = page.next
      } while (after !== undefined)
      return found
    }
    expect(sorted('messages')).to.deep.equal([
      ['ann', 2],
      ['old', 1],
      ['bob', 1],
    ])
    expect(sorted('sessions')).to.deep.equal([
      ['old', 1],
      ['bob', 1],
      ['ann', 1],
    ])
    expect(sorted('revenue')).to.deep.equal([
      ['bob', 1.5],
      ['ann', 1.25],
    ])
    expect(sorted('events')).to.deep.equal([
      ['cem', 1],
      ['bob', 1],
      ['ann', 1],
    ])
    const ofLunch = readUsers(stored.store, { scope, intent: 'LUNCH' }, { order: 'messages' })
    expect(ofLunch.rows.map(({ userId }) => userId)).to.deep.equal(['bob'])
  })

  it('sorts the same over all that is stored as over a part that holds all of a user', () => {
    stored.pays('only paid', 3, NOON)
    const sorted = (order: UserOrder, scope: Scope) =>
      readUsers(stored.store, { scope }, { order }).rows.map(({ userId, place }) => [userId, place])
    const all = { from: NOON - 24 * HOUR, to: NOON + 24 * HOUR }
    const everyone = (['messages', 'sessions', 'events', 'revenue'] as const).map((order) =>
      sorted(order, all),
    )
    // Something of another day, by somebody who comes last in each order.
    stored.says('zoe', 'hi', NOON - 48 * HOUR)
    for (const [index, order] of (['messages', 'sessions', 'events', 'revenue'] as const).entries())
      expect(sorted(order, all), order).to.deep.equal(everyone[index])
    expect(everyone[0]?.map(([user]) => user))
      .to.include('ann')
      .and.not.include('only paid')
    expect(everyone[2]?.map(([user]) => user)).to.include('only paid')
  })

  it('says when common words left older messages out', () => {
    expect(isCutShort(stored.store, terms('rain'))).to.equal(false)
    expect(isCutShort(stored.store, terms('?'))).to.equal(false)
  })
})
