import { expect } from 'chai'
import fc from 'fast-check'
import type { ActivityLike, Direction } from '../../src/mapping/activity-like'
import { toIntent } from '../../src/mapping/recognizer/to-intent'
import { readMessage } from '../../src/mapping/to-message'
import { payloadIssues } from '../../src/wire/validate'

/** Objects that use the names which the mapping reads, at any depth and with anything in them. */
const names = [
  ...[
    'text',
    'from',
    'recipient',
    'id',
    'role',
    'attachments',
    'contentType',
    'contentUrl',
    'content',
    'value',
  ],
  ...['suggestedActions', 'actions', 'title', 'channelData', 'direct_message_events', 'for_user_id', 'data'],
  ...['payload', 'event', 'message_create', 'message_data', 'sender_id', 'target', 'quick_reply', 'options'],
  ...[
    'label',
    'metadata',
    'ctas',
    'quick_reply_response',
    'attachment',
    'media',
    'type',
    'body',
    'items',
    'url',
  ],
  ...[
    'recognizerResult',
    'intents',
    'entities',
    '$instance',
    'result',
    'prediction',
    'topIntent',
    'category',
  ],
]
const texts = fc.oneof(
  fc.constantFrom(
    'application/vnd.microsoft.card.hero',
    'application/vnd.microsoft.card.adaptive',
    'image/png',
  ),
  fc.constantFrom(
    'TextBlock',
    'Image',
    'Action.Submit',
    'photo',
    'location',
    'options',
    'https://example.com/a.png',
  ),
  fc.string({ unit: 'binary' }),
)
const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    texts,
    fc.constantFrom(undefined, null, true, 0, Number.NaN, 10n),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('anything'), { maxKeys: 6 }),
  ),
}))
const objects = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 12 })
const directions = fc.constantFrom<Direction>('incoming', 'outgoing')

/** An activity whose every property throws from the given depth on. */
function hostile(depth: number): ActivityLike {
  const next = (): unknown => (depth === 0 ? thrower : hostile(depth - 1))
  return new Proxy({}, { get: next, ownKeys: () => names, getOwnPropertyDescriptor: () => undefined })
}
const thrower: unknown = new Proxy(
  {},
  {
    get: () => {
      throw new Error('do not touch')
    },
  },
)

describe('the mapping', () => {
  it('makes a message that Dashbot takes of any activity with a user', () => {
    fc.assert(
      fc.property(objects, directions, (activity, direction) => {
        const { message } = readMessage(activity as ActivityLike, { direction, userId: 'ann' })
        expect(payloadIssues(direction, message)).to.deep.equal([])
      }),
      { numRuns: 500 },
    )
  })

  it('never throws and always has text, whoever the user is', () => {
    fc.assert(
      fc.property(anything, directions, (activity, direction) => {
        expect(readMessage((activity ?? {}) as ActivityLike, { direction }).message.text).to.not.equal('')
      }),
      { numRuns: 500 },
    )
  })

  it('makes an intent that Dashbot takes of any recognizer result, or none', () => {
    fc.assert(
      fc.property(anything, (result) => {
        const intent = toIntent(result)
        const message = { text: 'Hi', userId: 'ann', ...(intent && { intent }) }
        expect(payloadIssues('incoming', message)).to.deep.equal([])
      }),
      { numRuns: 500 },
    )
  })

  it('reads what it can of an activity with a field that throws', () => {
    const activity: ActivityLike = {
      text: 'Hi',
      from: { id: 'ann' },
      get attachments(): never {
        throw new Error('no attachments')
      },
      get channelData(): never {
        throw new Error('no channelData')
      },
    }
    expect(readMessage(activity, { direction: 'incoming' }).message).to.deep.equal({
      text: 'Hi',
      userId: 'ann',
      platformJson: { activity: { text: 'Hi', from: { id: 'ann' } } },
    })
  })

  it('reads the other attachments where one throws', () => {
    const broken = {
      get contentType(): never {
        throw new Error('no type')
      },
    }
    const image = { contentType: 'image/png', contentUrl: 'https://example.com/a.png' }
    const { message } = readMessage(
      { attachments: [broken, image] },
      { direction: 'incoming', userId: 'ann' },
    )
    expect(message.images).to.deep.equal([{ url: 'https://example.com/a.png' }])
    expect(message.text).to.equal('[attachment]')
  })

  for (const depth of [0, 1, 2, 3]) {
    it(`survives an activity that throws ${depth} levels down`, () => {
      const { message } = readMessage(hostile(depth), { direction: 'incoming', userId: 'ann' })
      expect(message).to.include({ text: '[empty]', userId: 'ann' })
      expect(message).to.not.have.property('postback')
      expect(toIntent(hostile(depth))).to.equal(undefined)
    })
  }

  it('ends on cards and recognizer results that contain themselves', () => {
    const content: Record<string, unknown> = { type: 'Container', title: 'Circle' }
    content.items = [content, content, content]
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    expect(readMessage({ attachments }, { direction: 'outgoing', userId: 'ann' }).message.text).to.equal(
      '[attachment]',
    )

    const entities: Record<string, unknown> = { $instance: {} }
    entities.again = [entities, entities, entities]
    expect(toIntent({ intents: { Loop: { score: 1 } }, entities })).to.include({ name: 'Loop' })
  })

  it('takes text and values of any size and kind', () => {
    const activity = { text: '\ud800'.repeat(10), value: 10n, from: { id: 'ann' } }
    const { message } = readMessage(activity, { direction: 'incoming' })
    expect(message.text).to.equal(activity.text)
    expect(message.postback).to.deep.equal({ buttonClick: { buttonId: '10' } })
  })
})
