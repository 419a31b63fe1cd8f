import { expect } from 'chai'
import fc from 'fast-check'
import * as v from 'valibot'
import { isFineAtAGlance } from '../../src/wire/glance'
import { eventSchema, messageSchema } from '../../src/wire/schema'

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

const event = fc.record(
  {
    type: oneOf('customEvent', 'revenueEvent', 'pageLaunchEvent', 'shareEvent', 'referralEvent'),
    name: oneOf('sale'),
    userId: oneOf('ann'),
    amount: oneOf(1),
    referenceNumber: oneOf('7'),
    metadata: oneOf({}),
    extraInfo: oneOf({}),
    sharedMessage: oneOf({}),
    conversationId: oneOf('c'),
    dashbot_timestamp: oneOf(1),
  },
  { requiredKeys: [] },
)

/** What the schema itself says, without the glance. */
const passesSchema = (type: 'incoming' | 'event', payload: unknown): boolean =>
  v.safeParse(type === 'event' ? eventSchema : messageSchema, JSON.parse(JSON.stringify(payload) ?? 'null'))
    .success

describe('isFineAtAGlance', () => {
  for (const [type, payloads] of [
    ['incoming', message],
    ['event', event],
  ] as const) {
    it(`passes no ${type} payload whose JSON the schema refuses`, () => {
      let passed = 0
      fc.assert(
        fc.property(payloads, (payload) => {
          if (!isFineAtAGlance(type, payload)) return
          passed += 1
          expect(passesSchema(type, payload)).to.equal(true)
        }),
        { numRuns: 3_000 },
      )
      expect(passed).to.be.greaterThan(100)
    })
  }

  const whole = {
    text: 'Hello',
    userId: 'ann',
    conversationId: 'c',
    sessionId: 's',
    platformJson: {},
    platformUserJson: {},
    dashbot_timestamp: 1,
    intent: { name: 'GREETING', inputs: [{ name: 'to', value: 'bot' }], confidence: 0.9 },
    images: [{ url: 'https://example.test/a.png' }],
    buttons: [{ id: '1', label: 'Red', value: 'red' }],
    postback: { buttonClick: { buttonId: '1' } },
  }

  it('passes a message with all fields, and an event', () => {
    expect(isFineAtAGlance('outgoing', whole)).to.equal(true)
    expect(
      isFineAtAGlance('event', { type: 'revenueEvent', name: 'sale', userId: 'ann', amount: 1 }),
    ).to.equal(true)
  })

  for (const field of ['text', 'userId'] as const) {
    it(`passes no message with an empty ${field}, or without it`, () => {
      const { [field]: _missing, ...without } = whole
      expect(isFineAtAGlance('incoming', { ...whole, [field]: '' })).to.equal(false)
      expect(isFineAtAGlance('incoming', without)).to.equal(false)
    })
  }

  it('passes no message of whose inputs one is bad', () => {
    const inputs = [
      { name: 'a', value: 'b' },
      { name: 'c', value: 7 },
    ]
    expect(isFineAtAGlance('incoming', { ...whole, intent: { name: 'X', inputs } })).to.equal(false)
  })

  for (const field of [
    'platformJson',
    'platformUserJson',
    'intent',
    'images',
    'buttons',
    'postback',
  ] as const) {
    it(`leaves a message whose ${field} has a toJSON to the schema`, () => {
      const value = Object.assign(structuredClone(whole[field]), { toJSON: () => 'text' })
      expect(isFineAtAGlance('incoming', { ...whole, [field]: value })).to.equal(false)
    })
  }

  it('leaves a payload to the schema whose fields are those of a class, which are not in its JSON', () => {
    class Message {
      get text() {
        return 'Hello'
      }
      get userId() {
        return 'ann'
      }
    }
    const inherited: unknown = Object.create(whole)
    for (const payload of [new Message(), inherited, { ...whole, intent: Object.create(whole.intent) }]) {
      expect(isFineAtAGlance('incoming', payload)).to.equal(false)
    }
  })

  it('leaves a list with holes to the schema', () => {
    expect(isFineAtAGlance('outgoing', { ...whole, buttons: new Array(1) })).to.equal(false)
  })

  it('leaves what is not an object to the schema, and what throws', () => {
    const throwing = {
      get text(): never {
        throw new Error('a getter')
      },
    }
    for (const payload of [null, ['text'], { ...whole, toJSON: () => 'text' }, throwing]) {
      expect(isFineAtAGlance('incoming', payload)).to.equal(false)
    }
  })
})
