import { expect } from 'chai'
import { START, walk } from '../../../../src/tracker/store/ingest/path'

const NOT_HANDLED = 9
const user = (intent: number | null = null) => ({ incoming: true, intent })
const bot = (intent: number | null = null) => ({ incoming: false, intent })

function follow(...messages: readonly { readonly incoming: boolean; readonly intent: number | null }[]) {
  const steps: (readonly [number, number])[] = []
  let failures = 0
  let state = START
  for (const [time, message] of messages.entries()) {
    state = walk(state, { time, ...message }, NOT_HANDLED, {
      step: (_time, from, to) => steps.push([from, to]),
      notHandled: () => failures++,
    })
  }
  return { steps, failures, state }
}

describe('walk', () => {
  it("goes from one intent of the user's to the next", () => {
    expect(follow(user(1), bot(), user(2), user(2)).steps).to.deep.equal([
      [1, 2],
      [2, 2],
    ])
  })

  it("leaves out the intents of the bot's messages", () => {
    expect(follow(user(1), bot(5), user(2)).steps).to.deep.equal([[1, 2]])
  })

  it('leaves out messages without an intent', () => {
    expect(follow(user(1), user(), bot(), user(2)).steps).to.deep.equal([[1, 2]])
  })

  it('goes over NotHandled once a turn', () => {
    const { steps, failures } = follow(user(1), bot(NOT_HANDLED), bot(NOT_HANDLED), user(2))
    expect(steps).to.deep.equal([
      [1, NOT_HANDLED],
      [NOT_HANDLED, 2],
    ])
    expect(failures).to.equal(1)
  })

  it('counts NotHandled anew in the next turn', () => {
    expect(follow(user(), bot(NOT_HANDLED), user(), bot(NOT_HANDLED)).failures).to.equal(2)
  })

  it("counts a turn once where the user's message and the answer say NotHandled", () => {
    expect(follow(user(NOT_HANDLED), bot(NOT_HANDLED)).failures).to.equal(1)
  })

  it('ends where the session goes on', () => {
    expect(follow(user(1), bot(NOT_HANDLED)).state).to.deep.equal({
      lastIntent: NOT_HANDLED,
      turnNotHandled: true,
    })
  })
})
