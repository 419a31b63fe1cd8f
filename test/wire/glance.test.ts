import { expect } from 'chai'
import fc from 'fast-check'
import { isFineAtAGlance } from '../../src/wire/glance'
import { payloadIssues } from '../../src/wire/validate'

/** A value for a field: right, absent, or now and then of any kind. */
const oneOf = (...right: readonly unknown[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...right, undefined) },
    { weight: 1, arbitrary: fc.constantFrom(null, '', 0, Number.NaN, 'x', [], [null], {}, true) },
  )

const intent = fc.record(
  {
    name: oneOf('WEATHER'),
    confidence: oneOf(0.5, Number.POSITIVE_INFINITY),
    inputs: oneOf([{ name: 'city', value: 'SF' }], [{ name: 'city', value: 7 }], [{ name: '' }], [{}]),
  },
  { requiredKeys: [] },
)

const message = fc.record(
  {
    text: oneOf('Hello'),
    userId: oneOf('ann'),
    intent: fc.oneof(intent, oneOf({ name: 'WEATHER' })),
    platformJson: oneOf({ a: 1 }),
    conversationId: oneOf('c'),
    images: oneOf([{ url: 'u' }]),
    buttons: oneOf([{ id: '1', label: 'l', value: 'v' }]),
    postback: oneOf({ buttonClick: { buttonId: '1' } }),
    platformUserJson: oneOf({}),
    sessionId: oneOf('s'),
    dashbot_timestamp: oneOf(1),
  },
  { requiredKeys: [] },
)

describe('isFineAtAGlance', () => {
  it('passes nothing that the schema refuses', () => {
    fc.assert(
      fc.property(message, (payload) => {
        fc.pre(isFineAtAGlance('incoming', payload))
        expect(payloadIssues('incoming', payload)).to.deep.equal([])
      }),
      { maxSkipsPerRun: 1_000 },
    )
  })

  it('passes a message with text, user, conversation, platformJson and an intent', () => {
    const payload = {
      text: 'Hello',
      userId: 'ann',
      conversationId: 'c',
      platformJson: {},
      intent: { name: 'GREETING', inputs: [{ name: 'to', value: 'bot' }], confidence: 0.9 },
    }
    expect(isFineAtAGlance('outgoing', payload)).to.equal(true)
  })

  it('leaves events and what is no object to the schema', () => {
    expect(isFineAtAGlance('event', { text: 'Hello', userId: 'ann' })).to.equal(false)
    expect(isFineAtAGlance('incoming', null)).to.equal(false)
    expect(isFineAtAGlance('incoming', ['text'])).to.equal(false)
  })
})
