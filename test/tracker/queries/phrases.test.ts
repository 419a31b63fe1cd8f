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

  it('knows the latest message by its time, whenever it arrived', () => {
    const stored = new StoredConversations()
    const bye = stored.says('ann', 'bye', NOON + 3)
    const latest = stored.says('bob', 'hi', NOON + 2)
    stored.says('ann', 'hi', NOON)
    stored.says('ann', 'bye', NOON + 1)
    expect(readPhrases(stored.store, { from: NOON, to: NOON + HOUR }, 'incoming')).to.deep.equal([
      { text: 'bye', count: 2, id: bye, userId: 'ann' },
      { text: 'hi', count: 2, id: latest, userId: 'bob' },
    ])
    stored.close()
  })
})
