import { expect } from 'chai'
import { chatActivity } from '../../../src/twitter/chat/chat-activity'
import type { EngineEvent } from '../../../src/twitter/chat/chat-engine'
import { toVerifiedEvent } from '../../../src/twitter/chat/verified-event'

const event: EngineEvent = {
  type: 'message',
  verified: true,
  id: 'm1',
  senderId: '42',
  conversationId: '42:99',
  sequenceId: '7',
  createdAtMsec: 1_700_000_000_000,
  keyVersion: '3',
  content: { content_type: 'text', text: 'hello' },
}

function activityOf(changes: Partial<EngineEvent>, botId = '99') {
  const verified = toVerifiedEvent({ ...event, ...changes })
  return verified && chatActivity(verified, botId)
}

describe('toVerifiedEvent', () => {
  for (const [name, changes] of Object.entries({
    'not verified': { verified: false },
    'without a word on its signature': { verified: undefined },
    'of an unsigned kind': { type: 'typing' },
    'a failure': { type: 'failure' },
    'garbage that parses': { type: 'unknown', id: null, senderId: null, conversationId: null },
    'without an id': { id: '' },
    'without a sender': { senderId: null },
    'without a conversation': { conversationId: null },
  })) {
    it(`gives nothing for an event that is ${name}`, () => {
      expect(toVerifiedEvent({ ...event, ...changes } as EngineEvent)).to.equal(undefined)
    })
  }

  it('reads the names that the engine declares, and those that it has at run time', () => {
    const declared = { contentType: 'edit', newText: 'changed', targetMessageId: '5' }
    const actual = { content_type: 'edit', new_text: 'changed', target_message_id: '5' }
    expect(toVerifiedEvent({ ...event, content: declared })).to.deep.equal(
      toVerifiedEvent({ ...event, content: actual }),
    )
  })
})

describe('chatActivity', () => {
  it('takes a reaction back', () => {
    const content = { content_type: 'reaction_removed', emoji: '👍', target_message_id: '5' }
    expect(activityOf({ content })).to.deep.include({
      type: 'messageReaction',
      replyToId: '5',
      reactionsRemoved: [{ type: '👍' }],
    })
  })

  it('keeps a group’s conversation, and the member who wrote', () => {
    const activity = activityOf({ conversationId: 'g77' })
    expect(activity?.conversation).to.deep.equal({ id: 'g77', isGroup: true, conversationType: 'xchat' })
    expect(activity?.from.id).to.equal('42')
  })

  it('has no time where X gave none', () => {
    expect(activityOf({ createdAtMsec: 'soon' })).to.not.have.property('timestamp')
  })

  it('gives media of known and unknown types, and passes over what has no key', () => {
    const attachments = [
      { mediaHashKey: 'a/b', mediaType: 'video', filename: 'a.mp4' },
      { mediaHashKey: 'c', mediaType: 'file' },
      { mediaType: 'image' },
    ]
    expect(
      activityOf({ attachments })?.attachments?.map(({ contentType, contentUrl, name }) => [
        contentType,
        contentUrl,
        name,
      ]),
    ).to.deep.equal([
      ['video/mp4', 'xchat:42:99/a%2Fb?key=3', 'a.mp4'],
      ['application/octet-stream', 'xchat:42:99/c?key=3', undefined],
    ])
  })

  it('gives a person’s media in the bot’s account with the echo', () => {
    const attachments = [{ mediaHashKey: 'a', mediaType: 'image' }]
    const activity = activityOf({ senderId: '99', attachments })
    expect(activity?.value).to.have.nested.property('attachments.length', 1)
    expect(activity?.recipient.id).to.equal('42')
  })

  it('refuses a content that it does not know, and says its kind', () => {
    expect(() => activityOf({ content: { content_type: 'poll' } })).to.throw(/of the kind poll/)
  })
})
