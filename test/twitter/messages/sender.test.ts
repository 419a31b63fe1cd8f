import { createServer } from 'node:http'
import { expect } from 'chai'
import { type DirectMessageClient, DirectMessageError, type Media } from '../../../src/twitter'
import { Sender } from '../../../src/twitter/messages/sender'
import { caught } from '../support/caught'
import { RecordingClient } from '../support/recording-client'
import { WebhookServer } from '../support/webhook-server'

const conversation = { id: '42' }
const gif = Buffer.from('GIF89a')
const png = Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n')])
const webp = Buffer.from('RIFF....WEBPVP8 ')

/** Takes media too. */
class UploadingClient extends RecordingClient implements DirectMessageClient {
  readonly uploaded: Media[] = []

  async upload(media: Media): Promise<string> {
    this.uploaded.push(media)
    return `media-${this.uploaded.length}`
  }
}

describe('Sender', () => {
  const waits: number[] = []
  const clock = {
    now: () => 1_700_000_000_123,
    async wait(ms: number) {
      waits.push(ms)
    },
  }
  let client: UploadingClient
  let sender: Sender

  beforeEach(() => {
    waits.length = 0
    client = new UploadingClient()
    sender = new Sender(client, { clock, media: { allowsPrivate: true } })
  })

  it('shows typing, marks as read, and waits', async () => {
    const activities = [
      { type: 'typing', conversation },
      { type: 'event', name: 'markRead', conversation, value: '7' },
      { type: 'event', name: 'markRead', conversation, replyToId: '8' },
      { type: 'delay', value: 500 },
      { type: 'delay' },
      { type: 'event', name: 'of another kind' },
      { type: 'endOfConversation' },
    ]
    const responses: unknown[] = []
    for (const activity of activities) responses.push(await sender.send(activity))
    expect(responses).to.deep.equal(Array(7).fill({ id: '' }))
    expect(client.typing).to.deep.equal(['42'])
    expect(client.read).to.deep.equal([
      { eventId: '7', recipientId: '42' },
      { eventId: '8', recipientId: '42' },
    ])
    expect(waits).to.deep.equal([500, 0])
    expect(client.sent).to.deep.equal([])
  })

  it('refuses to mark nothing as read', async () => {
    const error = await caught(sender.send({ type: 'event', name: 'markRead', conversation }))
    expect(error).to.be.instanceOf(DirectMessageError)
  })

  it('refuses to send to nobody', async () => {
    expect(await caught(sender.send({ type: 'message', text: 'hi' }))).to.be.instanceOf(DirectMessageError)
  })

  it('sends to the recipient where there is no conversation', async () => {
    await sender.send({ type: 'message', text: 'hi', recipient: { id: '43' } })
    expect(client.sent[0]?.recipientId).to.equal('43')
  })

  it('uploads media: those that are there, inlined, or behind an address', async () => {
    const server = await WebhookServer.around(
      createServer((_request, response) => response.setHeader('content-type', 'text/html').end(webp)),
    )
    const hero = 'application/vnd.microsoft.card.hero'
    const activities = [
      {
        type: 'message',
        conversation,
        attachments: [{ contentType: 'image/png', content: gif }],
      },
      {
        type: 'message',
        conversation,
        attachments: [
          { contentType: 'image/png', contentUrl: `data:image/jpeg;base64,${png.toString('base64')}` },
        ],
      },
      {
        type: 'message',
        conversation,
        attachments: [{ contentType: hero, content: { images: [{ url: server.url }] } }],
      },
    ]
    for (const activity of activities) await sender.send(activity)
    await server.close()
    expect(
      client.uploaded.map(({ bytes, contentType }) => [Buffer.from(bytes).toString(), contentType]),
    ).to.deep.equal([
      [gif.toString(), 'image/gif'],
      [png.toString(), 'image/png'],
      [webp.toString(), 'image/webp'],
    ])
    expect(client.sent).to.deep.equal([
      { recipientId: '42', mediaId: 'media-1' },
      { recipientId: '42', mediaId: 'media-2' },
      { recipientId: '42', mediaId: 'media-3' },
    ])
  })

  it('says of a medium that cannot be fetched why', async () => {
    const server = await WebhookServer.around(
      createServer((_request, response) => response.writeHead(404).end()),
    )
    const attachments = [{ contentType: 'image/png', contentUrl: server.url }]
    const error = await caught(sender.send({ type: 'message', conversation, attachments }))
    await server.close()
    expect(error).to.be.instanceOf(DirectMessageError)
    expect(error).to.have.nested.property('cause.message', 'It answered with status 404.')
  })

  it('keeps what the bot put into channelData beside the sent event', async () => {
    const activity = { type: 'message', text: 'hi', conversation, channelData: { mine: 1 } }
    await sender.send(activity)
    expect(activity.channelData).to.deep.equal({
      mine: 1,
      direct_message_events: [
        {
          type: 'message_create',
          id: 'sent-1',
          created_timestamp: '1700000000123',
          message_create: { target: { recipient_id: '42' }, message_data: { text: 'hi' } },
        },
      ],
    })
  })

  const actions = { actions: [{ type: 'imBack', title: 'Yes', value: 'y' }] }
  const native = (message_data: object) => ({ direct_message_events: [{ message_create: { message_data } }] })
  const option = { label: 'Yes', metadata: 'y' }
  const quick_reply = { type: 'options', options: [option] }

  it('escapes the text of the sent event as X does', async () => {
    const activity = { type: 'message', text: '1 < 2 &amp; 3 > 2', conversation, channelData: {} }
    await sender.send(activity)
    expect(activity.channelData).to.have.nested.property(
      'direct_message_events[0].message_create.message_data.text',
      '1 &lt; 2 &amp;amp; 3 &gt; 2',
    )
  })

  it('leaves Twitter JSON that the bot gave where it is just what was sent', async () => {
    const channelData = native({ text: 'Sure?', quick_reply })
    const activity = { type: 'message', text: 'Sure?', conversation, channelData }
    await sender.send(activity)
    expect(activity.channelData).to.equal(channelData)
  })

  const different: readonly (readonly [string, object])[] = [
    ['another text', { text: 'Sure?', channelData: native({ quick_reply }) }],
    ['other buttons', { text: 'Sure?', suggestedActions: actions, channelData: native({ text: 'Sure?' }) }],
  ]
  for (const [what, fields] of different) {
    it(`puts the sent event in the place of Twitter JSON that the bot gave with ${what}`, async () => {
      const activity = { type: 'message', conversation, channelData: undefined, ...fields }
      await sender.send(activity)
      expect(activity.channelData).to.have.deep.nested.property(
        'direct_message_events[0].message_create.message_data',
        { text: 'Sure?', quick_reply },
      )
    })
  }

  it('takes what the client sent instead, and before', async () => {
    client.send = async ({ recipientId }) => ({
      id: '2',
      instead: { recipientId, text: '1. Yes' },
      earlier: [{ id: '1', instead: { recipientId, text: 'Sure?' } }],
    })
    const activity = {
      type: 'message',
      text: 'Sure?',
      suggestedActions: actions,
      conversation,
      channelData: { direct_message_events: [] as { id: string; message_create: object }[] },
    }
    expect(await sender.send(activity)).to.deep.equal({ id: '2' })
    const events = activity.channelData.direct_message_events
    expect(events.map(({ id }) => id)).to.deep.equal(['1', '2'])
    expect(events.map(({ message_create }) => message_create)).to.deep.equal([
      { target: { recipient_id: '42' }, message_data: { text: 'Sure?' } },
      { target: { recipient_id: '42' }, message_data: { text: '1. Yes' } },
    ])
  })

  it('passes over null among attachments', async () => {
    await sender.send({ type: 'message', text: 'hi', conversation, attachments: [null as never] })
    expect(client.sent).to.deep.equal([{ recipientId: '42', text: 'hi' }])
  })

  it("takes X's own event where the client has it, and each of several", async () => {
    let count = 0
    client.send = async () => {
      count += 1
      return { id: String(count), event: { id: String(count), from: 'X' } }
    }
    const activity = {
      type: 'message',
      text: `${'a'.repeat(10_000)} b`,
      conversation,
      channelData: undefined,
    }
    expect(await sender.send(activity)).to.deep.equal({ id: '2' })
    expect(activity.channelData).to.deep.equal({
      direct_message_events: [
        { id: '1', from: 'X' },
        { id: '2', from: 'X' },
      ],
    })
  })

  it('gives no id to a message without content', async () => {
    expect(await sender.send({ type: 'message', conversation })).to.deep.equal({ id: '' })
    expect(client.sent).to.deep.equal([])
  })
})
