import { expect } from 'chai'
import {
  bareAdapter,
  botId,
  directMessage,
  directMessages,
  type Harness,
  userId,
} from '../support/direct-messages'

const echo = (text: string, more: object = {}) => ({
  type: 'event',
  name: 'echo',
  id: '17',
  channelId: 'twitter',
  from: { id: botId, name: 'Furni', role: 'bot' },
  recipient: { id: userId, name: '', role: 'user' },
  conversation: { id: userId, name: '', isGroup: false, conversationType: 'dm' },
  value: { text },
  ...more,
})

const webhook = (event: object) => ({
  for_user_id: botId,
  direct_message_events: [
    {
      type: 'message_create',
      id: '17',
      message_create: {
        sender_id: botId,
        target: { recipient_id: userId },
        message_data: { text: 'Hi, Ann here' },
      },
      ...event,
    },
  ],
})

const process = (
  { adapter }: Harness,
  activity: object,
  logic = async (): Promise<void> => {},
): Promise<void> => adapter.processActivity(activity as never, logic)

describe('DashbotMiddleware: what people write in the bot’s account', () => {
  it('is recorded once, as outgoing, for the user, with X’s JSON', async () => {
    const harness = directMessages()
    const channelData = webhook({})
    await process(harness, echo('Hi, Ann here', { channelData }))
    expect(harness.recording.captured.map(({ type, payload }) => ({ type, payload }))).to.deep.equal([
      { type: 'outgoing', payload: { text: 'Hi, Ann here', userId, platformJson: channelData } },
    ])
  })

  it('is read from the event where there is no JSON of X', async () => {
    const harness = directMessages()
    const attachments = [{ contentType: 'image/png', contentUrl: 'https://example.com/a.png' }]
    await process(harness, echo('', { value: { text: '', attachments } }))
    expect(harness.recording.messages('outgoing')[0]).to.deep.include({
      text: '[image]',
      userId,
      images: [{ url: 'https://example.com/a.png' }],
    })
  })

  it('comes before what the bot answers, in the order of the user', async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run(directMessage('help'), async () => {})
    await adapter.run(echo('Hi, Ann here') as never, async (context) => {
      await context.sendActivity('Ann took over')
    })
    expect(recording.lines).to.deep.equal([
      'incoming help',
      'outgoing Hi, Ann here',
      'outgoing Ann took over',
    ])
    for (const { conversation, payload } of recording.captured) {
      expect({ conversation, user: payload.userId }).to.deep.equal({ conversation: userId, user: userId })
    }
  })

  it('is for the user that the option names', async () => {
    const harness = directMessages({
      userId: ({ from, recipient }, direction) =>
        `account-${(direction === 'incoming' ? from : recipient)?.id}`,
    })
    await harness.turn('help')
    await process(harness, echo('Hi, Ann here'))
    expect(harness.recording.captured.map(({ payload }) => payload.userId)).to.deep.equal([
      `account-${userId}`,
      `account-${userId}`,
    ])
  })

  it('is nothing of an event of the name on another channel', async () => {
    const harness = directMessages({ channels: ['*'] })
    await process(harness, echo('Hi', { channelId: 'directline' }))
    expect(harness.recording.lines).to.deep.equal([])
  })
})

describe('DashbotMiddleware: what brought a user', () => {
  const received = (initiated_via: object) => ({
    ...echo('', { type: 'message', name: undefined, value: undefined, text: 'Hello' }),
    from: { id: userId },
    recipient: { id: botId },
    channelData: webhook({
      initiated_via,
      message_create: { sender_id: userId, target: { recipient_id: botId }, message_data: { text: 'Hello' } },
    }),
  })
  const referrals: readonly (readonly [string, object, readonly object[]])[] = [
    [
      'a tweet',
      { tweet_id: '123' },
      [{ name: 'tweet', source: 'TWEET', ref: '123', referer_uri: 'https://x.com/i/web/status/123' }],
    ],
    [
      'a welcome message',
      { welcome_message_id: '9' },
      [{ name: 'welcomeMessage', source: 'WELCOME_MESSAGE', ref: '9' }],
    ],
    ['nothing that X names', {}, []],
  ]
  for (const [what, initiatedVia, expected] of referrals) {
    it(`is recorded as an event after the message: ${what}`, async () => {
      const harness = directMessages()
      await process(harness, received(initiatedVia))
      const [message, ...events] = harness.recording.captured
      expect(message?.type).to.equal('incoming')
      expect(events.map(({ payload }) => payload)).to.deep.equal(
        expected.map((event) => ({ type: 'referralEvent', userId, conversationId: userId, ...event })),
      )
      expect(harness.recording.errors).to.deep.equal([])
    })
  }
})
