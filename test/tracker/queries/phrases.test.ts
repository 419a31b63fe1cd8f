import { expect } from 'chai'
import { readPhrases } from '../../../src/tracker/queries/phrases'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

describe('readPhrases', () => {
  it('counts what each side wrote most often, with the latest message of it', () => {
    const stored = new StoredConversations()
    stored.says('ann', 'hi', NOON - 1)
    stored.says('ann', 'hi', NOON)
    const latest = stored.says('bob', 'hi', NOON + MINUTE)
    stored.says('ann', 'bye', NOON + MINUTE)
    const answer = stored.hears('ann', 'hi', NOON + MINUTE)
    const span = { from: NOON, to: NOON + HOUR }
    expect(readPhrases(stored.store, span, 'incoming', 1)).to.deep.equal([
      { text: 'hi', count: 2, id: latest, userId: 'bob' },
    ])
    expect(readPhrases(stored.store, span, 'outgoing')).to.deep.equal([
      { text: 'hi', count: 1, id: answer, userId: 'ann' },
    ])
    stored.close()
  })
})
