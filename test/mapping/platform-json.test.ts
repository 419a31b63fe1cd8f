import { Activity } from '@microsoft/agents-activity'
import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { plainActivity } from '../../src/mapping/plain-activity'
import { readMessage } from '../../src/mapping/to-message'

const platformJson = (activity: ActivityLike): unknown =>
  readMessage(activity, { direction: 'incoming' }).message.platformJson

describe("a message's platformJson", () => {
  const bodies: readonly (readonly [string, object])[] = [
    ['Account Activity body', { for_user_id: '1', direct_message_events: [], users: {} }],
    ['X Activity body', { data: { event_type: 'dm.received', payload: { direct_message_events: [] } } }],
    ['X Activity payload', { event_type: 'dm.received', payload: { direct_message_events: [] } }],
  ]
  for (const [what, channelData] of bodies) {
    it(`is channelData itself where that is an ${what}`, () => {
      expect(platformJson({ text: 'Hi', channelData })).to.equal(channelData)
    })
  }

  const others: readonly (readonly [string, object])[] = [
    ['a read receipt', { data: { event_type: 'dm.read', payload: { event: 1 } } }],
    ['a revocation', { user_event: { revoke: { date_time: 'now' } } }],
    ['typing', { direct_message_indicate_typing_events: [{ sender_id: '1' }] }],
  ]
  for (const [what, channelData] of others) {
    it(`has channelData under the activity where that is ${what}`, () => {
      expect(platformJson({ text: 'Hi', channelData })).to.deep.equal({
        activity: { text: 'Hi', channelData },
      })
    })
  }

  const payload = {
    id: '9',
    created_at_msec: '1',
    sender_id: '42',
    conversation_id: '42:7',
    conversation_key_version: '3',
    encoded_event: 'CIPHERTEXT',
    conversation_key_change_event: 'KEYCHANGE',
    conversation_token: 'eyJ.JWT.x',
    message_event_signature: { signature: 'SIGNED', signing_public_key: 'PUBLIC' },
  }
  const open = { id: '9', created_at_msec: '1', sender_id: '42', conversation_id: '42:7' }
  const chats: readonly (readonly [string, object, object])[] = [
    [
      'the body',
      { data: { event_type: 'chat.received', tag: 't', payload } },
      { data: { event_type: 'chat.received', tag: 't', payload: open } },
    ],
    ['what data holds', { event_type: 'chat.sent', payload }, { event_type: 'chat.sent', payload: open }],
    ['the payload alone', payload, open],
    ['a list of events', { events: [{ payload }] }, { events: [{ payload: open }] }],
    ['JSON text', { raw: JSON.stringify({ payload }), mine: 1 }, { mine: 1 }],
    [
      'a body with plain messages beside',
      { data: { event_type: 'chat.received', payload }, direct_message_events: [] },
      { data: { event_type: 'chat.received', payload: open }, direct_message_events: [] },
    ],
  ]
  for (const [form, channelData, expected] of chats) {
    it(`has no token, ciphertext, key or signature of X Chat from ${form}`, () => {
      const given = structuredClone(channelData)
      expect(platformJson({ text: 'Hi', channelData })).to.deep.equal({
        activity: { text: 'Hi', channelData: expected },
      })
      expect(channelData).to.deep.equal(given)
    })
  }

  it('leaves channelData of other channels as it is', () => {
    const channelData: Record<string, unknown> = { tenant: { id: 't' }, signature: 's', list: [null, 'x'] }
    channelData.self = channelData
    const { activity } = platformJson({ channelData }) as { activity: ActivityLike }
    expect(activity.channelData).to.equal(channelData)
  })

  it("is the activity's plain fields elsewhere, without what holds nothing", () => {
    const activity = {
      type: 'message',
      text: 'Hi',
      channelId: 'twitter',
      from: { id: 'ann' },
      conversation: { id: '1', tenantId: null },
      valueType: null,
      serviceUrl: undefined,
      label: '',
      localTimezone: null,
      channelData: { text: 'Hi', entities: {} },
    } as unknown as ActivityLike
    expect(platformJson(activity)).to.deep.equal({
      activity: {
        type: 'message',
        text: 'Hi',
        channelId: 'twitter',
        from: { id: 'ann' },
        conversation: { id: '1', tenantId: null },
        label: '',
        channelData: { text: 'Hi', entities: {} },
      },
    })
  })

  it("has the Agents SDK's fields that stand behind accessors, and nothing of its own", () => {
    const activity = Activity.fromObject({
      type: 'message',
      channelId: 'twitter',
      text: 'Hi',
      from: { id: 'ann' },
    })
    expect(platformJson(activity)).to.deep.equal({
      activity: { type: 'message', channelId: 'twitter', text: 'Hi', from: { id: 'ann' } },
    })
  })

  it('keeps the head of inlined data alone, and leaves the activity as it is', () => {
    const contentUrl = `data:image/png;base64,${'A'.repeat(5_000_000)}`
    const attachments = [{ contentType: 'image/png', contentUrl }, { contentType: 'text/plain' }]
    const json = JSON.stringify(platformJson({ attachments }))
    expect(json).to.have.length.below(300)
    expect(json)
      .to.include('data:image/png;base64,AAAA')
      .and.include('5000022 characters')
      .and.include('text/plain')
    expect(attachments[0]?.contentUrl).to.equal(contentUrl)
  })

  it('keeps small inlined data', () => {
    const attachments = [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,AAAA' }]
    expect(platformJson({ attachments })).to.deep.equal({ activity: { attachments } })
  })
})

describe('plainActivity', () => {
  it('copies every field of an activity by name', () => {
    const names = [
      ...['type', 'id', 'timestamp', 'localTimestamp', 'localTimezone', 'channelId', 'serviceUrl', 'from'],
      ...['recipient', 'conversation', 'replyToId', 'relatesTo', 'locale', 'text', 'textFormat', 'speak'],
      ...['inputHint', 'summary', 'attachmentLayout', 'attachments', 'suggestedActions', 'entities', 'value'],
      ...['valueType', 'name', 'label', 'code', 'importance', 'deliveryMode', 'expiration', 'semanticAction'],
      'channelData',
    ]
    const activity = Object.fromEntries(names.map((name) => [name, `the ${name}`])) as ActivityLike
    expect(plainActivity(activity)).to.deep.equal(activity)
    expect(plainActivity(activity)).to.not.equal(activity)
  })

  it('leaves out the fields that throw, and functions', () => {
    const activity = {
      text: 'Hi',
      clone: () => undefined,
      get value(): unknown {
        throw new Error('no value')
      },
    }
    expect(plainActivity(activity)).to.deep.equal({ text: 'Hi' })
  })

  it('is empty for what cannot be read at all', () => {
    const { proxy, revoke } = Proxy.revocable<ActivityLike>({}, {})
    revoke()
    expect(plainActivity(proxy)).to.deep.equal({})
  })
})
