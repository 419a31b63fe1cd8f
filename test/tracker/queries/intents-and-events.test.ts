import { expect } from 'chai'
import { readEventTotals, readRecentEvents } from '../../../src/tracker/queries/events'
import { readExamples, readInputs, readIntents } from '../../../src/tracker/queries/intents'
import { eventNames, findIntent, intentNames } from '../../../src/tracker/queries/names'
import { readSteps } from '../../../src/tracker/queries/steps'
import { HOUR, NOON, StoredConversations } from './stored'

const SPAN = { from: NOON, to: NOON + HOUR }

describe('the queries for intents and events', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
    const inputs = [{ name: 'city', value: 'Lisbon' }]
    stored.says('ann', 'rain?', NOON, { intent: { name: 'WEATHER', inputs } })
    stored.says('ann', 'and now?', NOON + 1, { intent: { name: 'WEATHER', inputs, confidence: 0.9 } })
    stored.says('ann', 'thanks', NOON + 2, { intent: { name: 'THANKS' } })
    const later = [{ name: 'city', value: 'Ulm' }]
    stored.says('bob', 'late', NOON + HOUR, { intent: { name: 'WEATHER', inputs: later } })
    stored.custom('ann', 'served', NOON)
    stored.custom('ann', 'served', NOON + 1)
    stored.pays('bob', 2, NOON + 2)
  })

  afterEach(() => stored.close())

  it('count intents within the span, most frequent first', () => {
    expect(readIntents(stored.store, SPAN)).to.deep.equal([
      { name: 'WEATHER', incoming: 2, outgoing: 0 },
      { name: 'THANKS', incoming: 1, outgoing: 0 },
    ])
  })

  it('list an intent’s inputs and its latest messages', () => {
    const id = findIntent(stored.store, 'WEATHER') ?? 0
    expect(readInputs(stored.store, id, SPAN)).to.deep.equal([{ name: 'city', value: 'Lisbon', count: 2 }])
    const examples = readExamples(stored.store, id, SPAN)
    expect(examples.map(({ text, user }) => [text, user.userId])).to.deep.equal([
      ['and now?', 'ann'],
      ['rain?', 'ann'],
    ])
  })

  it('count which intent followed which', () => {
    expect(readSteps(stored.store, SPAN)).to.deep.equal([
      { from: 'WEATHER', to: 'THANKS', count: 1 },
      { from: 'WEATHER', to: 'WEATHER', count: 1 },
    ])
  })

  it('count events and sum up their amounts', () => {
    expect(readEventTotals(stored.store, SPAN)).to.deep.equal([
      { type: 'customEvent', name: 'served', count: 2, amount: 0 },
      { type: 'revenueEvent', name: 'purchase', count: 1, amount: 2 },
    ])
  })

  it('list the latest events, by type and name, page by page', () => {
    const read = (filter = {}, limit = 10) => readRecentEvents(stored.store, SPAN, filter, limit)
    expect(read().map(({ name, amount }) => [name, amount])).to.deep.equal([
      ['purchase', 2],
      ['served', undefined],
      ['served', undefined],
    ])
    expect(read({ type: 'customEvent' })).to.have.lengthOf(2)
    expect(read({ type: 'customEvent', name: 'purchase' })).to.have.lengthOf(0)
    const [last] = read({}, 1)
    expect(read({ before: last }, 10)).to.have.lengthOf(2)
  })

  it('know every name', () => {
    expect(intentNames(stored.store)).to.include.members(['THANKS', 'WEATHER'])
    expect(eventNames(stored.store)).to.deep.equal([
      { type: 'customEvent', name: 'served' },
      { type: 'revenueEvent', name: 'purchase' },
    ])
  })
})
