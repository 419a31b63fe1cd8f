import { expect } from 'chai'
import { readNotHandled } from '../../../src/tracker/queries/not-handled'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

const SPAN = { from: NOON, to: NOON + HOUR }
const SORRY = { intent: { name: 'NotHandled' } }

describe('readNotHandled', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  function misses(userId: string, text: string, time: number): number {
    const id = stored.says(userId, text, time)
    stored.hears(userId, `Sorry, ${userId}?`, time + 1, SORRY)
    return id
  }

  it('groups what users wrote before the bot could not answer, the largest group first', () => {
    misses('ann', 'a human, please', NOON - HOUR)
    misses('ann', 'asdf', NOON)
    misses('ann', 'a human, please', NOON + MINUTE)
    const latest = misses('bob', 'A human please!', NOON + 2 * MINUTE)
    const [first, second, ...rest] = readNotHandled(stored.store, SPAN)
    expect(first).to.deep.equal({
      texts: [
        { text: 'A human please!', count: 1 },
        { text: 'a human, please', count: 1 },
      ],
      count: 2,
      users: 2,
      examples: [
        {
          id: latest,
          time: NOON + 2 * MINUTE,
          user: { userId: 'bob', name: undefined, handle: undefined },
          text: 'A human please!',
          answer: 'Sorry, bob?',
        },
      ],
      times: [NOON + 2 * MINUTE, NOON + MINUTE],
    })
    expect(second?.texts).to.deep.equal([{ text: 'asdf', count: 1 }])
    expect(rest).to.deep.equal([])
  })

  it('adds what the bot was less sure of, once', () => {
    const says = (userId: string, confidence: number) =>
      stored.says(userId, `weather ${userId}`, NOON, { intent: { name: 'WEATHER', confidence } })
    says('sure', 0.8)
    says('unsure', 0.4)
    says('guessing', 0.2)
    stored.hears('guessing', 'Sorry?', NOON + 1, SORRY)
    const texts = (below?: number) =>
      readNotHandled(stored.store, SPAN, { below }).flatMap((group) => group.texts.map(({ text }) => text))
    expect(texts()).to.deep.equal(['weather guessing'])
    expect(texts(0.5)).to.have.members(['weather guessing', 'weather unsure'])
    expect(texts(0.3)).to.deep.equal(['weather guessing'])
  })

  it('finds the group of one message', () => {
    misses('ann', 'asdf', NOON)
    const id = misses('ann', 'a human', NOON + MINUTE)
    const found = readNotHandled(stored.store, SPAN, { like: id })
    expect(found.map(({ texts }) => texts[0]?.text)).to.deep.equal(['a human'])
    expect(readNotHandled(stored.store, SPAN, { like: 0 })).to.deep.equal([])
  })

  it('keeps bots apart, and the messages that nobody asked for', () => {
    misses('ann', 'asdf', NOON)
    stored.of('other').hears('bob', 'Sorry?', NOON, SORRY)
    expect(readNotHandled(stored.store, SPAN)).to.have.lengthOf(1)
    expect(readNotHandled(stored.store, { ...SPAN, bot: 2 })).to.deep.equal([])
  })
})
