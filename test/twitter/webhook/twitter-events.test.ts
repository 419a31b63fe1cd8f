import { expect } from 'chai'
import fc from 'fast-check'
import { toActivity } from '../../../src/twitter/activities/to-activity'
import {
  type ConversationEvent,
  readEnvelope,
  type TwitterEvent,
} from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'

const read = (body: unknown, bot: string | undefined = undefined) =>
  readEnvelope(JSON.stringify(body), { accounts: bot === undefined ? [] : [bot] })

function only(events: readonly TwitterEvent[] | undefined): ConversationEvent {
  expect(events).to.have.length(1)
  const event = events?.[0]
  if (event === undefined || event.kind === 'revoke' || event.kind === 'chat')
    throw new Error('It is not an event of a conversation.')
  return event
}

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

  describe('of what X does not send', () => {
    for (const text of ['', 'hello', '{"direct_message_events":[', '[]', '1', 'null', '"a"']) {
      it(`is undefined for ${text || 'nothing'}`, () => {
        expect(readEnvelope(text, { accounts: [botId] })).to.equal(undefined)
      })
    }

    const events: readonly unknown[] = [
      null,
      7,
      'event',
      {},
      { message_create: null },
      { message_create: { sender_id: '42' } },
      { message_create: { target: { recipient_id: '42' } } },
      { message_create: { sender_id: '', target: { recipient_id: '42' } } },
      { message_create: { sender_id: {}, target: [] } },
    ]
    for (const event of events) {
      it(`gives nothing for the event ${JSON.stringify(event)}, and all that is valid beside it`, () => {
        expect(read({ direct_message_events: [event, messageEvent('hi')] }, botId)).to.have.length(1)
      })
    }

    for (const body of [
      {},
      { unknown_events: [1] },
      { direct_message_events: {} },
      { data: {} },
      { user_event: { revoke: {} } },
    ]) {
      it(`gives nothing for ${JSON.stringify(body)}`, () => {
        expect(read(body, botId)).to.deep.equal([])
      })
    }

    it('copes with nesting of any depth', () => {
      const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
      const event = JSON.stringify(messageEvent('hi')).replace('{', `{"deep":${deep},`)
      expect(only(readEnvelope(`{"direct_message_events":[${event}]}`, { accounts: [botId] }))).to.include({
        userId: '42',
      })
      expect(readEnvelope(deep, { accounts: [botId] })).to.deep.equal([])
      expect(readEnvelope('['.repeat(100_000), { accounts: [botId] })).to.equal(undefined)
    })

    it('takes ids that are numbers, those above 2^53 too, digit by digit', () => {
      const json = `{"for_user_id":3805104374,"direct_message_events":[{"id":1234567890123456789,
        "created_timestamp":1700000000123,"message_create":{"sender_id":1099511627776999999,
        "target":{"recipient_id":3805104374},"message_data":{"text":"see \\"9007199254740993\\" 1"}}}]}`
      const event = only(readEnvelope(json, { accounts: [] }))
      expect(event).to.deep.include({
        userId: '1099511627776999999',
        botId: '3805104374',
        messageId: '1234567890123456789',
        createdAt: '1700000000123',
      })
      expect(toActivity(event).text).to.equal('see "9007199254740993" 1')
    })

    it('leaves other big numbers as JSON.parse gives them, so that the event is what X sent', () => {
      const media = { id: 1019368384372895700, id_str: '1019368384372895744' }
      const event = messageEvent('hi', { data: { attachment: { type: 'media', media } } })
      expect(only(read(messageBody(event))).event).to.deep.equal(event)
    })
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

/** Bodies whose keys are X's and whose values are anything. */
const anyBody = fc.letrec((tie) => {
  const keys = fc.constantFrom(
    'for_user_id',
    'direct_message_events',
    'direct_message_indicate_typing_events',
    'users',
    'apps',
    'data',
    'direct_message_mark_read_events',
    'message_create',
    'message_data',
    'sender_id',
    'target',
    'recipient_id',
    'id',
    'text',
    'entities',
    'attachment',
    'media',
    'url',
    'type',
    'video_info',
    'variants',
    'location',
    'shared_coordinate',
    'coordinates',
    'shared_place',
    'place',
    'quick_reply_response',
    'metadata',
    'payload',
    'filter',
    'user_id',
    'event_type',
    'user_event',
    'revoke',
    'source',
    'created_timestamp',
    'date_time',
    '__proto__',
    'constructor',
    'last_read_event_id',
    'media_url_https',
    'id_str',
    'name',
  )
  const leaves = fc.oneof(
    fc.string(),
    fc.double(),
    fc.bigInt().map(Number),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(
      '42',
      botId,
      'dm.received',
      'dm.sent',
      'oauth.revoke',
      'message_create',
      'photo',
      'video/mp4',
    ),
  )
  return {
    value: fc.oneof({ maxDepth: 7 }, leaves, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  }
}).object

/** Valid bodies, with anything beside and below what counts. */
const nearlyValidBody = fc
  .record({
    text: anyBody,
    data: anyBody,
    id: fc.oneof(fc.string(), fc.double()),
    rest: anyBody,
    from: fc.string(),
  })
  .map(({ text, data, id, rest, from }) => ({
    ...rest,
    direct_message_events: [
      {
        id,
        message_create: { sender_id: from, target: { recipient_id: botId }, message_data: { text, ...data } },
      },
    ],
  }))

describe('the way from a body to activities', () => {
  it('never fails, and gives whole activities without nulls, for anything', () => {
    fc.assert(
      fc.property(fc.oneof(anyBody, nearlyValidBody), (body) => {
        const events = readEnvelope(JSON.stringify(body), { accounts: [botId] })
        for (const activity of (events ?? []).flatMap((event) =>
          event.kind === 'chat' ? [] : toActivity(event),
        )) {
          const { channelData, value, ...fields } = activity
          expect(fields.conversation.id).to.be.a('string').and.not.equal('')
          expect(fields.from.id).to.be.a('string')
          expect(channelData).to.be.an('object')
          expect(nothings(fields)).to.deep.equal([])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('never fails for text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readEnvelope(text, { accounts: [botId] })
      }),
    )
  })

  it('keeps the text of any message', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        expect(toActivity(only(read(messageBody(messageEvent(escaped))))).text).to.equal(text)
      }),
    )
  })
})

/** The paths of what is null or undefined. */
function nothings(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path]
  if (typeof value !== 'object' || value instanceof Date) return []
  return Object.entries(value).flatMap(([key, inner]) => nothings(inner, `${path}.${key}`))
}
