import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { adapterWith, echo, signedCall } from '../support/called-adapter'
import { botId, messageBody, messageEvent } from '../support/events'

describe('a webhook that is not quite as documented', () => {
  const received = (payload: object, type = 'dm.received') => ({
    filter: { user_id: botId },
    event_type: type,
    payload,
  })
  const flat = {
    id: '7',
    text: 'flat &amp; v2',
    event_type: 'MessageCreate',
    sender_id: '42',
    dm_conversation_id: `42-${botId}`,
    created_at: '2026-05-24T09:48:12.000Z',
  }
  const message = messageEvent('hi', { id: '9' })
  const bodies: Readonly<Record<string, [object, string[]]>> = {
    'data as a list': [
      { data: [received({ direct_message_events: [message] }), received(flat)] },
      ['42 hi', '42 flat & v2'],
    ],
    'the flat shape of v2': [{ data: received(flat) }, ['42 flat & v2']],
    'a list in the flat shape of v2': [{ data: received({ dm_events: [flat] }) }, ['42 flat & v2']],
    'an envelope without data': [received({ direct_message_events: [message] }), ['42 hi']],
  }
  for (const [name, [body, texts]] of Object.entries(bodies)) {
    it(`is handled with ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      const seen: string[] = []
      await adapter.handle(signedCall(body), async ({ activity }) => {
        seen.push(`${activity.from.id} ${activity.text}`)
      })
      expect(seen.sort()).to.deep.equal([...texts].sort())
      expect(errors).to.deep.equal([])
    })
  }

  const photo = {
    ...flat,
    text: undefined,
    attachments: { media_keys: ['3_1'] },
  }
  const media = [{ media_key: '3_1', type: 'photo', url: 'https://pbs.twimg.com/x.jpg' }]
  const media_url_https = 'https://pbs.twimg.com/x.jpg'
  const attached: Readonly<Record<string, [object, unknown, object]>> = {
    'a photo alone': [
      { ...photo, includes: { media } },
      [
        {
          contentType: 'image/jpeg',
          contentUrl: media_url_https,
          content: { mediaId: '1', type: 'photo', requiresOAuth: false },
        },
      ],
      { id_str: '1', type: 'photo', media_url_https },
    ],
    'a medium of which the id alone is known': [photo, undefined, { id_str: '1' }],
  }
  for (const [name, [payload, attachments, known]] of Object.entries(attached)) {
    it(`is handled with ${name} in the flat shape`, async () => {
      const { adapter, errors } = adapterWith()
      const seen: TurnContext['activity'][] = []
      await adapter.handle(signedCall({ data: received(payload) }), async ({ activity }) => {
        seen.push(activity)
      })
      expect(errors).to.deep.equal([])
      expect(seen).to.have.length(1)
      expect(seen[0]).to.include({ type: 'message', text: '' })
      expect(seen[0]?.attachments).to.deep.equal(attachments)
      expect(seen[0]?.channelData).to.have.deep.nested.property(
        'direct_message_events[0].message_create.message_data.attachment',
        { type: 'media', media: known },
      )
    })
  }

  const group = { ...flat, dm_conversation_id: '1585094756761149440' }
  const groups: Readonly<Record<string, object>> = {
    'a message of a group': { data: received(group) },
    'a message of a group with its participants': {
      data: received({ ...group, participant_ids: ['42', '43', botId] }),
    },
    'the participants of a group alone': {
      data: received({ ...flat, dm_conversation_id: undefined, participant_ids: ['42', '43', botId] }),
    },
    'what the bot wrote in a group': { data: received({ ...group, sender_id: botId }, 'dm.sent') },
  }
  for (const [name, body] of Object.entries(groups)) {
    it(`is reported once, and begins no turn: ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      for (let count = 0; count < 2; count += 1) {
        expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
      }
      expect(adapter.stats().handled).to.equal(0)
      expect(errors).to.have.length(1)
      expect(String(errors[0])).to.match(/dm\.(received|sent) of a group/)
    })
  }

  it('is handled but for what is of a group', async () => {
    const { adapter, errors } = adapterWith()
    await adapter.handle(signedCall({ data: received({ dm_events: [group, { ...flat, id: '8' }] }) }), echo)
    expect(adapter.stats().handled).to.equal(1)
    expect(errors).to.have.length(1)
  })

  it('is of two where its conversation is named after the user', async () => {
    const { adapter, errors } = adapterWith()
    await adapter.handle(signedCall({ data: received({ ...flat, dm_conversation_id: '42' }) }), echo)
    expect(adapter.stats().handled).to.equal(1)
    expect(errors).to.deep.equal([])
  })

  for (const [name, payload] of Object.entries({
    recipient_id: { recipient_id: '42' },
    participant_ids: { participant_ids: [botId, '42'] },
  })) {
    it(`is of two where its conversation is named after the user that ${name} names`, async () => {
      const { adapter, errors } = adapterWith()
      const seen: unknown[] = []
      const sent = { ...flat, sender_id: botId, dm_conversation_id: '42', ...payload }
      await adapter.handle(signedCall({ data: received(sent, 'dm.sent') }), async ({ activity }) => {
        seen.push([activity.name, activity.from.id, activity.recipient.id])
      })
      expect(seen).to.deep.equal([['echo', botId, '42']])
      expect(errors).to.deep.equal([])
    })
  }

  const unread: Readonly<Record<string, object>> = {
    'a dm.received without events': { data: received({ something: 'new' }) },
    'a message without a sender': {
      for_user_id: botId,
      direct_message_events: [{ type: 'message_create', id: '1' }],
    },
    'a message without a sender in the X Activity API': {
      data: received({ direct_message_events: [{ type: 'message_create', id: '1' }] }),
    },
    'a dm type that is not known': { data: received({}, 'dm.reaction') },
  }
  for (const [name, body] of Object.entries(unread)) {
    it(`is reported once: ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      for (let count = 0; count < 2; count += 1) {
        expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
      }
      expect(errors.map(String)).to.have.length(1)
      expect(String(errors[0])).to.match(/nothing that could be read/)
    })
  }

  it('is not reported where it has nothing for a bot', async () => {
    const { adapter, errors } = adapterWith()
    for (const body of [{ tweet_create_events: [{}] }, { data: received({}, 'post.create') }, {}]) {
      expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
    }
    expect(errors).to.deep.equal([])
  })

  it('has an echo that carries a quick reply taken for an echo where for_user_id says so', async () => {
    const { adapter } = adapterWith()
    const seen: unknown[] = []
    const data = { quick_reply_response: { type: 'options', metadata: 'x' } }
    const event = messageEvent('Red', { from: botId, to: '42', data })
    await adapter.handle(signedCall(messageBody(event)), async ({ activity }) => {
      seen.push([activity.type, activity.name])
    })
    expect(seen).to.deep.equal([['event', 'echo']])
  })
})
