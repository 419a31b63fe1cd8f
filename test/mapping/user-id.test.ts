import { expect } from 'chai'
import type { ActivityLike, Direction } from '../../src/mapping/activity-like'
import { readMessage } from '../../src/mapping/to-message'

const userId = (activity: ActivityLike, direction: Direction): string =>
  readMessage(activity, { direction }).message.userId
const dm = (sender_id: string, recipient_id: string) => ({
  type: 'message_create',
  message_create: { sender_id, target: { recipient_id }, message_data: { text: 'Hi' } },
})

describe("a message's user", () => {
  it('is the sender of an incoming activity', () => {
    expect(userId({ from: { id: 'ann' }, recipient: { id: 'bot' } }, 'incoming')).to.equal('ann')
  })

  it('is the recipient of an outgoing activity', () => {
    expect(userId({ from: { id: 'bot' }, recipient: { id: 'ann' } }, 'outgoing')).to.equal('ann')
  })

  it('is the one that the caller names, before all else', () => {
    const { message } = readMessage({ from: { id: 'ann' } }, { direction: 'incoming', userId: 'account-7' })
    expect(message.userId).to.equal('account-7')
  })

  it('becomes text where an adapter gives a number', () => {
    expect(userId({ from: { id: 17 } } as unknown as ActivityLike, 'incoming')).to.equal('17')
  })

  it('is the other participant where the activity has the bot in its place', () => {
    const echoed = { from: { id: 'bot', role: 'bot' }, recipient: { id: 'ann', role: 'user' } }
    expect(userId(echoed, 'incoming')).to.equal('ann')
    const sent = { from: { id: 'ann', role: 'user' }, recipient: { id: 'bot', role: 'bot' } }
    expect(userId(sent, 'outgoing')).to.equal('ann')
  })

  it('stays the sender where both are bots', () => {
    const activity = { from: { id: 'other', role: 'bot' }, recipient: { id: 'bot', role: 'bot' } }
    expect(userId(activity, 'incoming')).to.equal('other')
  })

  it('is not the account that the webhook belongs to', () => {
    const channelData = { for_user_id: 'bot', direct_message_events: [dm('bot', 'ann')] }
    expect(userId({ from: { id: 'bot' }, recipient: { id: 'ann' }, channelData }, 'incoming')).to.equal('ann')
    expect(userId({ from: { id: 'bot' }, channelData }, 'incoming')).to.equal('ann')
    expect(userId({ channelData }, 'incoming')).to.equal('ann')
    expect(userId({ channelData }, 'outgoing')).to.equal('ann')
  })

  it("is the participant of the X Activity API's event who is not the filter's account", () => {
    const payload = { direct_message_events: [dm('ann', 'bot')] }
    const channelData = { data: { event_type: 'dm.received', filter: { user_id: 'bot' }, payload } }
    expect(userId({ channelData }, 'incoming')).to.equal('ann')
    expect(userId({ channelData }, 'outgoing')).to.equal('ann')
  })

  it("comes from Twitter's JSON by its direction where the bot is not named", () => {
    const channelData = { direct_message_events: [dm('one', 'two')] }
    expect(userId({ channelData }, 'incoming')).to.equal('one')
    expect(userId({ channelData }, 'outgoing')).to.equal('two')
    expect(userId({ channelData, from: { id: 'two' } }, 'outgoing')).to.equal('one')
  })

  it('is empty where no user is named, for validation to refuse', () => {
    expect(userId({ conversation: { id: 'c' } }, 'incoming')).to.equal('')
    expect(userId({ from: {}, recipient: {} }, 'outgoing')).to.equal('')
  })
})
