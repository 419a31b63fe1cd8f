import { expect } from 'chai'
import { exitOf, START, walk } from '../../../../src/tracker/store/ingest/path'

const NOT_HANDLED = 9
const user = (intent: number | null = null) => ({ incoming: true, intent })
const bot = (intent: number | null = null) => ({ incoming: false, intent })

type PathOfMessages = readonly { readonly incoming: boolean; readonly intent: number | null }[]

function follow(...messages: PathOfMessages) {
  const steps: (readonly [number, number])[] = []
  const missed: (number | null)[] = []
  const replies: (readonly [number, number])[] = []
  let state = START
  for (const [time, message] of messages.entries()) {
    state = walk(state, { id: time, time, ...message }, NOT_HANDLED, {
      step: (_time, from, to) => steps.push([from, to]),
      notHandled: (_time, question) => missed.push(question),
      replied: (message, _time, ms) => replies.push([message, ms]),
    })
  }
  return { steps, missed, replies, state }
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
    const { steps, missed } = follow(user(1), bot(NOT_HANDLED), bot(NOT_HANDLED), user(2))
    expect(steps).to.deep.equal([
      [1, NOT_HANDLED],
      [NOT_HANDLED, 2],
    ])
    expect(missed).to.deep.equal([0])
  })

  it('counts NotHandled again in the next turn', () => {
    expect(follow(user(), bot(NOT_HANDLED), user(), bot(NOT_HANDLED)).missed).to.deep.equal([0, 2])
  })

  it("counts a turn once where the user's message and the answer say NotHandled", () => {
    expect(follow(user(NOT_HANDLED), bot(NOT_HANDLED)).missed).to.deep.equal([0])
  })

  it('times the first answer to the last of the messages before it', () => {
    expect(follow(bot(), user(), user(), bot(), bot(), user(), bot()).replies).to.deep.equal([
      [3, 1],
      [6, 1],
    ])
  })

  it('knows no question where the bot spoke first', () => {
    expect(follow(bot(NOT_HANDLED)).missed).to.deep.equal([null])
  })

  it('ends with the last intent, with NotHandled only where the last turn was not handled', () => {
    const exit = (...messages: PathOfMessages) => exitOf(follow(...messages).state, NOT_HANDLED)
    expect(exit(user(1), bot())).to.equal(1)
    expect(exit(user(1), bot(NOT_HANDLED))).to.equal(NOT_HANDLED)
    expect(exit(user(1), bot(NOT_HANDLED), user(), bot())).to.equal(0)
    expect(exit(user())).to.equal(0)
  })

  it('ends where the session goes on', () => {
    expect(follow(user(1), bot(NOT_HANDLED)).state).to.deep.equal({
      lastIntent: NOT_HANDLED,
      turnNotHandled: true,
      question: 0,
      askedAt: 0,
      isAnswered: true,
    })
  })
})
