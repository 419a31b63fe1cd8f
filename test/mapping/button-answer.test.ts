import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { readMessage } from '../../src/mapping/to-message'

const answer = (quick_reply_response: object): object => ({
  text: 'Blue Bird',
  quick_reply_response,
  entities: { hashtags: [] },
})
const dm = (data: object, id = '1'): object => ({ id, message_create: { message_data: data } })

const answeredValue = (activity: ActivityLike): string | undefined =>
  readMessage(activity, { direction: 'incoming' }).message.postback?.buttonClick.buttonId

describe("a message's postback", () => {
  const answers: readonly (readonly [string, ActivityLike, string | undefined])[] = [
    [
      "a quick reply's metadata",
      { channelData: { direct_message_events: [dm(answer({ metadata: 'b' }))] } },
      'b',
    ],
    ["the community adapter's channelData", { channelData: answer({ type: 'options', metadata: 'b' }) }, 'b'],
    [
      'the label of a quick reply without metadata',
      { channelData: answer({ type: 'options' }) },
      'Blue Bird',
    ],
    [
      "the label as the bot wrote it, without X's escapes",
      { channelData: { ...answer({ type: 'options' }), text: 'Fish &amp; Chips' } },
      'Fish & Chips',
    ],
    ['the value before the label', { value: 'v', channelData: answer({ type: 'options' }) }, 'v'],
    ['a location, which is not a button', { channelData: answer({ type: 'location' }) }, undefined],
    ["a postBack's value", { value: 'yes' }, 'yes'],
    ["a submitted card's object", { value: { city: 'Oslo' } }, '{"city":"Oslo"}'],
    ['a number', { value: 0 }, '0'],
    ['a postBack of a web chat', { text: 'yes', channelData: { postBack: true } }, 'yes'],
    ['plain text', { text: 'yes' }, undefined],
    ['an empty value', { text: 'yes', value: '' }, undefined],
    ['an empty object', { text: 'yes', value: {} }, undefined],
    ['a function', { text: 'yes', value: () => 'no' }, undefined],
    ['null', { text: 'yes', value: null }, undefined],
  ]
  for (const [what, activity, expected] of answers) {
    it(`gives ${JSON.stringify(expected) ?? 'nothing'} for ${what}`, () => {
      expect(answeredValue(activity)).to.equal(expected)
    })
  }

  it('reads the event that the activity is about, where a webhook brought several', () => {
    const channelData = {
      direct_message_events: [dm(answer({ metadata: 'a' }), '1'), dm(answer({ metadata: 'b' }), '2')],
    }
    expect(answeredValue({ id: '2', channelData })).to.equal('b')
  })

  it('gives the text where there is no other', () => {
    expect(readMessage({ value: { city: 'Oslo' } }, { direction: 'incoming' }).message.text).to.equal(
      '{"city":"Oslo"}',
    )
  })

  it('is absent on what the bot sends', () => {
    expect(readMessage({ text: 'x', value: 'yes' }, { direction: 'outgoing' }).message).to.not.have.property(
      'postback',
    )
  })

  const typed: readonly (readonly [string, ActivityLike, boolean | undefined])[] = [
    ['text on a web chat', { channelId: 'webchat', text: 'Yes' }, true],
    ['text of no channel', { text: 'Yes' }, true],
    ['text on X, which says what answers a quick reply', { channelId: 'twitter', text: 'Yes' }, undefined],
    ["text beside X's JSON", { text: 'Yes', channelData: dm({ text: 'Yes' }) }, undefined],
    ['a message without text', { attachments: [{ contentType: 'image/png' }] }, undefined],
    ['a marked text', { text: 'Yes', channelData: { postback: true } }, false],
  ]
  for (const [what, activity, expected] of typed) {
    it(`may be found by what was offered: ${what}`, () => {
      const { answer: given, message } = readMessage(activity, { direction: 'incoming' })
      expect(given?.isTyped).to.equal(expected)
      expect('postback' in message).to.equal(expected === false)
    })
  }
})
