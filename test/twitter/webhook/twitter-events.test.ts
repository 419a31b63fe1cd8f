import { expect } from 'chai'
import type { ConversationEvent } from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'
import { only, read } from '../support/read-events'

const typing = { created_timestamp: '1700000000001', sender_id: '42', target: { recipient_id: botId } }
const readReceipt = { ...typing, last_read_event_id: '7' }
const user = (id: string) => ({ id, name: `User ${id}`, screen_name: `user_${id}` })

describe('readEnvelope', () => {
  describe('of the Account Activity API', () => {
    it('gives each event of each kind, in order', () => {
      const events = read({
        for_user_id: botId,
        direct_message_events: [messageEvent('1', { id: '1' }), messageEvent('2', { id: '2' })],
        direct_message_indicate_typing_events: [typing],
        direct_message_mark_read_events: [readReceipt],
        tweet_create_events: [{ id: 1 }],
        follow_events: [{}],
      })
      expect(events?.map((event) => [event.kind, (event as ConversationEvent).messageId])).to.deep.equal([
        ['message', '1'],
        ['message', '2'],
        ['typing', undefined],
        ['read', '7'],
      ])
    })

    it('distinguishes user and bot by for_user_id', () => {
      const event = only(read(messageBody(messageEvent('hi')), 'another'))
      expect(event).to.include({ userId: '42', botId, byBot: false })
    })

    it('distinguishes them by the given bot where for_user_id is missing, and else by who receives', () => {
      const { direct_message_events } = messageBody(messageEvent('hi'))
      expect(only(read({ direct_message_events }, botId))).to.include({ userId: '42', botId })
      expect(only(read({ direct_message_events }))).to.include({ userId: '42', botId })
    })

    it("knows the bot's own message as its own", () => {
      const event = only(read(messageBody(messageEvent('hi', { from: botId, to: '42' }))))
      expect(event).to.include({ userId: '42', botId, byBot: true })
    })

    it('takes the answer to a quick reply for a user, unless for_user_id names the sender', () => {
      const data = { quick_reply_response: { type: 'options', metadata: 'x' } }
      const body = messageBody(messageEvent('hi', { from: botId, to: '42', data }))
      const { direct_message_events } = body
      expect(only(read({ direct_message_events }, botId))).to.include({ userId: '42', botId, byBot: false })
      expect(only(read(body))).to.include({ userId: '42', botId, byBot: true })
    })

    it('keeps users and apps with an event that came alone', () => {
      const users = { 42: user('42'), 99: user('99') }
      const apps = { 1: { id: '1', name: 'an app' } }
      const event = only(read({ ...messageBody(messageEvent('hi')), users, apps }))
      expect(event.surroundings).to.deep.equal({ account: botId, users, apps })
    })

    it('keeps those it names with an event that came with others', () => {
      const users = { 42: user('42'), 43: user('43'), [botId]: user(botId) }
      const first = messageEvent('hi', { from: '42' })
      const withApp = { ...first, message_create: { ...first.message_create, source_app_id: '1' } }
      const events = read({
        ...messageBody(withApp, messageEvent('hi', { from: '43' })),
        users,
        apps: { 1: { id: '1' }, 2: { id: '2' } },
      }) as ConversationEvent[]
      expect(events.map(({ surroundings }) => surroundings)).to.deep.equal([
        { account: botId, users: { 42: user('42'), [botId]: user(botId) }, apps: { 1: { id: '1' } } },
        { account: botId, users: { 43: user('43'), [botId]: user(botId) }, apps: undefined },
      ])
    })

    it('gives the revocation of access', () => {
      const revoke = {
        date_time: '2026-05-24T09:48:12+00:00',
        target: { app_id: '1' },
        source: { user_id: botId },
      }
      expect(read({ user_event: { revoke } })).to.deep.equal([
        {
          kind: 'revoke',
          userId: botId,
          botId,
          event: revoke,
          key: `revoke ${botId} 2026-05-24T09:48:12+00:00`,
        },
      ])
    })
  })

  describe('of the X Activity API', () => {
    const envelope = (event_type: string, payload: object, filter: object = { user_id: botId }) => ({
      data: { event_uuid: '-123', filter, event_type, payload },
    })

    it('gives a received message, its users in the older form', () => {
      const event = messageEvent('hi')
      const users = { 42: { data: { id: '42', username: 'user_42', name: 'User 42' } } }
      expect(only(read(envelope('dm.received', { direct_message_events: [event], users })))).to.deep.include({
        userId: '42',
        botId,
        byBot: false,
        surroundings: {
          account: botId,
          users: { 42: { id: '42', username: 'user_42', name: 'User 42' } },
          apps: undefined,
        },
      })
    })

    it("takes a sent message for the bot's own", () => {
      const data = { quick_reply_response: { type: 'options', metadata: 'x' } }
      const payload = { direct_message_events: [messageEvent('hi', { from: botId, to: '42', data })] }
      expect(only(read(envelope('dm.sent', payload)))).to.include({ byBot: true, userId: '42' })
    })

    it('gives typing and read receipts', () => {
      const typed = read(envelope('dm.indicate_typing', { direct_message_indicate_typing_events: [typing] }))
      expect(only(typed)).to.include({ kind: 'typing', userId: '42' })
      const seen = read(envelope('dm.read', { direct_message_mark_read_events: [readReceipt] }))
      expect(only(seen)).to.include({ kind: 'read', messageId: '7' })
    })

    it('gives the revocation of access', () => {
      const payload = { date_time: '2026-05-24T09:48:12Z', user_id: '42', app_id: '1' }
      expect(read(envelope('oauth.revoke', payload, {}), botId)).to.deep.equal([
        { kind: 'revoke', userId: '42', botId, event: payload, key: 'revoke 42 2026-05-24T09:48:12Z' },
      ])
    })

    it('gives an encrypted event in its conversation, without the token and the keys that X sends along', () => {
      const payload = {
        id: 'e4f4',
        sender_id: '42',
        conversation_id: `${botId}-42`,
        conversation_token: 'token',
        encoded_event: 'CIPHERTEXT',
        conversation_key_change_event: 'KEYCHANGE',
        message_event_signature: { signing_public_key: 'key' },
      }
      const event = {
        conversationId: `42:${botId}`,
        senderId: '42',
        encodedEvent: 'CIPHERTEXT',
        keyChange: 'KEYCHANGE',
      }
      expect(read(envelope('chat.received', payload), botId)).to.deep.equal([
        { kind: 'chat', byBot: false, botId, userId: '42', event, key: `${botId} chat e4f4` },
      ])
    })

    for (const type of ['chat.received', 'chat.sent', 'post.create', 'follow.follow', 'profile.update.bio']) {
      it(`gives nothing for ${type}`, () => {
        expect(read(envelope(type, { direct_message_events: [messageEvent('hi')] }))).to.deep.equal([])
      })
    }
  })

  it('gives an event the same key in each delivery, and no key to one that cannot be identified', () => {
    const body = messageBody(messageEvent('hi', { id: '7' }))
    expect(only(read(body)).key).to.equal(only(read(body)).key)
    const { id: _id, ...without } = messageEvent('hi')
    expect(only(read(messageBody(without))).key).to.equal(undefined)
    const { created_timestamp: _time, ...undated } = typing
    expect(only(read({ direct_message_indicate_typing_events: [undated] })).key).to.equal(undefined)
  })

  it('gives typing and read receipts a key each', () => {
    const typed = only(read({ direct_message_indicate_typing_events: [typing] }, botId))
    const seen = only(read({ direct_message_mark_read_events: [readReceipt] }, botId))
    expect(typed.key).to.not.equal(undefined)
    expect(typed.key).to.not.equal(seen.key)
  })
})
