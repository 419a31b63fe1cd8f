import { expect } from 'chai'
import { ValidationError } from '../../src/errors'
import type { PayloadType } from '../../src/wire/types'
import { payloadIssues, payloadSubject } from '../../src/wire/validate'
import { goldens } from '../support/golden'

const message = { text: 'Hi', userId: 'ann' }
const event = { name: 'e', userId: 'ann' }

/** Every issue as `path: message`. */
const issues = (type: PayloadType, payload: unknown): readonly string[] =>
  payloadIssues(type, payload).map((issue) => `${issue.path}: ${issue.message}`)

describe('payloadIssues', () => {
  for (const { name, query, body } of goldens()) {
    it(`finds no issue in the document's ${name}`, () => {
      expect(issues(query.type, body)).to.deep.equal([])
    })
  }

  it('finds no issue in a message with every field', () => {
    const full = {
      ...message,
      intent: { name: 'I', inputs: [{ name: 'city', value: '' }], confidence: 0.5 },
      images: [{ url: 'https://example.com/a.png' }],
      buttons: [{ id: '1', label: '', value: '' }],
      postback: { buttonClick: { buttonId: '1' } },
      platformJson: {},
      platformUserJson: { locale: 'nb' },
      sessionId: 's',
      conversationId: 'c',
      dashbot_timestamp: 1_700_000_000_000,
      somethingNew: true,
    }
    expect(issues('incoming', full)).to.deep.equal([])
    expect(issues('outgoing', full)).to.deep.equal([])
  })

  it('finds no issue in events with every field of their type', () => {
    const events = [
      { type: 'customEvent', extraInfo: { start: 1 } },
      { type: 'revenueEvent', amount: -17.45, referenceNumber: 'r', metadata: { sku: 'abc' } },
      { type: 'revenueEvent', amount: 0 },
      { type: 'pageLaunchEvent', extraInfo: { url: 'https://example.com' } },
      { type: 'shareEvent', sharedMessage: { text: 'look' } },
      { type: 'referralEvent', ref: 'r', source: 'ADS', ad_id: '1', referer_uri: 'https://example.com' },
    ]
    for (const fields of events) {
      const full = { ...event, conversationId: 'c', dashbot_timestamp: 1, ...fields }
      expect(issues('event', full), fields.type).to.deep.equal([])
    }
  })

  const badMessages: readonly (readonly [object, string])[] = [
    [{ text: undefined }, 'text: is required'],
    [{ text: '' }, 'text: text must not be empty'],
    [{ text: 5 }, 'text: text must be a string'],
    [{ userId: undefined }, 'userId: is required'],
    [{ userId: '' }, 'userId: userId must not be empty'],
    [{ userId: 5 }, 'userId: userId must be a string'],
    [{ intent: 'WEATHER' }, 'intent: intent must be an object with a name'],
    [{ intent: {} }, 'intent.name: is required'],
    [{ intent: { name: '' } }, 'intent.name: name must not be empty'],
    [{ intent: { name: 'I', inputs: {} } }, 'intent.inputs: inputs must be an array of { name, value }'],
    [
      { intent: { name: 'I', inputs: [{ name: 'n', value: 5 }] } },
      'intent.inputs[0].value: value must be a string',
    ],
    [{ intent: { name: 'I', inputs: [{ value: 'v' }] } }, 'intent.inputs[0].name: is required'],
    [
      { intent: { name: 'I', inputs: ['city'] } },
      'intent.inputs[0]: an input must be an object with name and value',
    ],
    [{ intent: { name: 'I', confidence: Number.NaN } }, 'intent.confidence: confidence must be a number'],
    [{ intent: { name: 'I', confidence: '1' } }, 'intent.confidence: confidence must be a number'],
    [{ images: { url: 'u' } }, 'images: images must be an array of { url }'],
    [{ images: ['u'] }, 'images[0]: an image must be an object with a url'],
    [{ images: [{ url: 'u' }, { url: '' }] }, 'images[1].url: url must not be empty'],
    [{ buttons: 'Red' }, 'buttons: buttons must be an array of { id, label, value }'],
    [{ buttons: [null] }, 'buttons[0]: a button must be an object with id, label and value'],
    [{ buttons: [{ id: 1, label: 'Red', value: 'r' }] }, 'buttons[0].id: id must be a string'],
    [{ buttons: [{ id: '1', value: 'r' }] }, 'buttons[0].label: is required'],
    [{ buttons: [{ id: '1', label: 'Red' }] }, 'buttons[0].value: is required'],
    [{ postback: '1' }, 'postback: postback must be an object with a buttonClick'],
    [{ postback: {} }, 'postback.buttonClick: is required'],
    [{ postback: { buttonClick: {} } }, 'postback.buttonClick.buttonId: is required'],
    [{ platformJson: '{}' }, 'platformJson: platformJson must be an object'],
    [{ platformJson: [] }, 'platformJson: platformJson must be an object'],
    [{ platformJson: null }, 'platformJson: platformJson must be an object'],
    [{ platformUserJson: 'ann' }, 'platformUserJson: platformUserJson must be an object'],
    [{ sessionId: 1 }, 'sessionId: sessionId must be a string'],
    [{ conversationId: '' }, 'conversationId: conversationId must not be empty'],
    [{ dashbot_timestamp: '1' }, 'dashbot_timestamp: dashbot_timestamp must be a number'],
  ]
  for (const [fields, expected] of badMessages) {
    it(`refuses a message for "${expected}", given ${JSON.stringify(fields)}`, () => {
      expect(issues('incoming', { ...message, ...fields })).to.deep.equal([expected])
      expect(issues('outgoing', { ...message, ...fields })).to.deep.equal([expected])
    })
  }

  const types = 'customEvent, revenueEvent, pageLaunchEvent, shareEvent or referralEvent'
  const badEvents: readonly (readonly [object, string])[] = [
    [{}, 'type: is required'],
    [{ type: 'clickEvent' }, `type: type must be ${types}`],
    [{ type: 'customEvent', name: '' }, 'name: name must not be empty'],
    [{ type: 'shareEvent', name: undefined }, 'name: is required'],
    [{ type: 'referralEvent', name: undefined }, 'name: is required'],
    [{ type: 'pageLaunchEvent', userId: undefined }, 'userId: is required'],
    [{ type: 'customEvent', conversationId: 5 }, 'conversationId: conversationId must be a string'],
    [{ type: 'customEvent', extraInfo: 'x' }, 'extraInfo: extraInfo must be an object'],
    [{ type: 'pageLaunchEvent', extraInfo: [] }, 'extraInfo: extraInfo must be an object'],
    [{ type: 'revenueEvent' }, 'amount: is required'],
    [{ type: 'revenueEvent', amount: '17.45' }, 'amount: amount must be a number'],
    [{ type: 'revenueEvent', amount: Number.NaN }, 'amount: amount must be a number'],
    [{ type: 'revenueEvent', amount: Number.POSITIVE_INFINITY }, 'amount: amount must be finite'],
    [{ type: 'revenueEvent', amount: Number.NEGATIVE_INFINITY }, 'amount: amount must be finite'],
    [
      { type: 'revenueEvent', amount: 1, referenceNumber: 5 },
      'referenceNumber: referenceNumber must be a string',
    ],
    [{ type: 'revenueEvent', amount: 1, metadata: 'm' }, 'metadata: metadata must be an object'],
    [{ type: 'shareEvent', sharedMessage: 'look' }, 'sharedMessage: sharedMessage must be an object'],
    [{ type: 'referralEvent', ref: 1 }, 'ref: ref must be a string'],
    [{ type: 'referralEvent', source: 1 }, 'source: source must be a string'],
    [{ type: 'referralEvent', ad_id: 1 }, 'ad_id: ad_id must be a string'],
    [{ type: 'referralEvent', referer_uri: 1 }, 'referer_uri: referer_uri must be a string'],
  ]
  for (const [fields, expected] of badEvents) {
    it(`refuses an event for "${expected}", given ${JSON.stringify(fields)}`, () => {
      expect(issues('event', { ...event, ...fields })).to.deep.equal([expected])
    })
  }

  it('lists every field at fault', () => {
    expect(issues('incoming', { text: '', intent: { inputs: [{}] } })).to.deep.equal([
      'text: text must not be empty',
      'userId: is required',
      'intent.name: is required',
      'intent.inputs[0].name: is required',
      'intent.inputs[0].value: is required',
    ])
  })

  for (const nothing of [undefined, null, 'text', 5, true]) {
    it(`refuses ${nothing} for a payload`, () => {
      expect(issues('outgoing', nothing)).to.deep.equal([': a message must be an object'])
      expect(issues('event', nothing)).to.deep.equal([': an event must be an object'])
    })
  }
})

describe('a ValidationError of issues', () => {
  const errorOf = (type: PayloadType, payload: unknown) =>
    new ValidationError(payloadSubject(type, payload), payloadIssues(type, payload))

  it('names the fields, and holds nothing of the payload', () => {
    const secret = {
      text: 'my card is 4111',
      userId: '',
      intent: { name: 'I', inputs: [{ name: 'n', value: 1 }] },
    }
    expect(errorOf('incoming', secret)).to.include({
      code: 'ERR_DASHBOT_VALIDATION',
      path: 'userId',
      message:
        'Dashbot would refuse this incoming message: userId must not be empty; ' +
        'intent.inputs[0].value must be a string',
    })
  })

  it('names what was to be sent where that is not an object', () => {
    expect(errorOf('event', null).message).to.equal(
      'Dashbot would refuse this event: an event must be an object',
    )
  })
})
