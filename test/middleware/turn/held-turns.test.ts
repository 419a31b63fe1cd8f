import { expect } from 'chai'
import { HeldTurns } from '../../../src/middleware/turn/held-turns'
import type { TurnContextLike } from '../../../src/middleware/turn/turn-context-like'
import { TurnRecord, type TurnSink } from '../../../src/middleware/turn/turn-record'

const sink: TurnSink = {
  client: {},
  hold() {},
  release() {},
  add() {},
  failed() {},
  announce() {},
}

/** In which a message came in. */
function turnIn(conversation: string | undefined): TurnRecord {
  const turn = new TurnRecord({
    reporter: sink,
    context: {} as TurnContextLike,
    activityId: undefined,
    text: undefined,
    conversationId: conversation,
    reportedConversationId: conversation,
    enrichedConversationId: undefined,
    identity: { conversation, userIds: [], names: [] },
    userId: undefined,
    userIdIsGiven: false,
    span: undefined,
  })
  turn.occurrences.push({ type: 'incoming', payload: { text: 'hi', userId: 'u' }, at: 0 })
  return turn
}

function heldTurns(...turns: readonly TurnRecord[]): HeldTurns {
  const held = new HeldTurns()
  for (const turn of turns) held.add(turn)
  return held
}

describe('HeldTurns', () => {
  it('finds the last turn of the lane that began before and has something to report', () => {
    const [first, second, silent, turn, later] = ['a', 'a', 'a', 'a', 'a'].map(turnIn)
    if (!(first && second && silent && turn && later)) throw new Error('five turns')
    silent.occurrences.pop()
    const held = heldTurns(later, second, silent, first)
    expect(held.before(turn)).to.equal(second)
    held.remove(second)
    expect(held.before(turn)).to.equal(first)
    held.remove(first)
    expect(held.before(turn)).to.equal(undefined)
  })

  it('does not look at the turns of other lanes where none of its own is held', () => {
    const other = turnIn('a')
    const held = heldTurns(other)
    Object.defineProperty(other, 'number', {
      get() {
        throw new Error('looked at')
      },
    })
    expect(held.before(turnIn('b'))).to.equal(undefined)
  })

  it('has turns without a lane wait for nobody, also for those that learned their lane later', () => {
    const [one, other] = [turnIn(undefined), turnIn(undefined)]
    const held = heldTurns(one)
    expect(held.before(other)).to.equal(undefined)
    one.identity.conversation = 'a'
    expect(held.remove(one)).to.equal(true)
    expect(held.remove(one)).to.equal(false)
    expect(held.size).to.equal(0)
  })
})
