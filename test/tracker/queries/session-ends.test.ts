import { expect } from 'chai'
import { readSessionEnds } from '../../../src/tracker/queries/session-ends'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

const SPAN = { from: NOON, to: NOON + HOUR }

describe('readSessionEnds', () => {
  it('lists the latest sessions that ended with an intent, by their last message', () => {
    const stored = new StoredConversations()
    const asks = (userId: string, time: number) =>
      stored.says(userId, 'rain?', NOON + time, { intent: { name: 'ASK' } })
    asks('early', -1)
    asks('ann', 0)
    const answer = stored.hears('ann', 'It will rain.', NOON + 1)
    const question = asks('bob', MINUTE)
    asks('cem', 0)
    stored.hears('cem', 'Sorry?', NOON + 2, { intent: { name: 'NotHandled' } })
    asks('dan', 0)
    stored.says('dan', 'thanks', NOON + MINUTE, { intent: { name: 'THANKS' } })
    const ends = (intent: string, limit?: number) =>
      readSessionEnds(stored.store, intent, SPAN, limit).map(({ id, user }) => [user.userId, id])
    expect(ends('ASK')).to.deep.equal([
      ['bob', question],
      ['ann', answer],
    ])
    expect(ends('ASK', 1)).to.deep.equal([['bob', question]])
    expect(ends('NotHandled').map(([user]) => user)).to.deep.equal(['cem'])
    expect(ends('NEVER')).to.deep.equal([])
    stored.close()
  })
})
