import { Activity } from '@microsoft/agents-activity'
import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { plainActivity } from '../../src/mapping/plain-activity'
import { toMessage } from '../../src/mapping/to-message'

const platformJson = (activity: ActivityLike): unknown =>
  toMessage(activity, { direction: 'incoming' }).platformJson

describe("a message's platformJson", () => {
  const bodies: readonly (readonly [string, object])[] = [
    ['Account Activity body', { for_user_id: '1', direct_message_events: [], users: {} }],
    ['X Activity body', { data: { event_type: 'dm.received', payload: { direct_message_events: [] } } }],
    ['X Activity body without messages', { data: { event_type: 'dm.read', payload: { event: 1 } } }],
    ['X Activity payload', { event_type: 'dm.received', payload: { direct_message_events: [] } }],
  ]
  for (const [what, channelData] of bodies) {
    it(`is channelData itself where that is an ${what}`, () => {
      expect(platformJson({ text: 'Hi', channelData })).to.equal(channelData)
    })
  }

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
