import { expect } from 'chai'
import { TwitterApi } from 'twitter-api-v2'
import { ConfigError } from '../../../src/errors'
import { FakeX } from '../../../src/testing'
import { DirectMessageError, TwitterApiClient, TwitterApiError } from '../../../src/twitter'
import { caught } from '../support/caught'
import { JumpingClock } from '../support/jumping-clock'

const user = '42'

describe('TwitterApiClient', () => {
  let x: FakeX
  let clock: JumpingClock
  let client: TwitterApiClient

  beforeEach(async () => {
    x = await FakeX.start()
    clock = new JumpingClock()
    client = new TwitterApiClient({ ...x.keys, agent: x.agent, timeoutMs: 200 }, clock)
  })

  afterEach(() => x.close())

  describe('by v1.1', () => {
    it('sends text, quick replies, buttons and a medium, and returns the event', async () => {
      const mediaId = await client.upload({ bytes: Buffer.from('png'), contentType: 'image/png' })
      const { id, event } = await client.send({
        recipientId: user,
        text: 'Which <bird>?',
        quickReplies: [{ label: 'Red Bird', description: 'a cardinal', metadata: 'external_id_1' }],
        callToActions: [{ label: 'All birds', url: 'https://example.org/birds' }],
        mediaId,
      })
      expect(x.sent).to.deep.equal([
        {
          id,
          version: 'v1.1',
          recipientId: user,
          data: {
            text: 'Which <bird>?',
            quick_reply: {
              type: 'options',
              options: [{ label: 'Red Bird', description: 'a cardinal', metadata: 'external_id_1' }],
            },
            ctas: [{ type: 'web_url', label: 'All birds', url: 'https://example.org/birds' }],
            attachment: { type: 'media', media: { id: mediaId } },
          },
        },
      ])
      expect(event).to.have.nested.property('message_create.message_data.text', 'Which &lt;bird&gt;?')
    })

    it('shows typing and marks as read', async () => {
      await client.sendTyping(user)
      await client.markRead('7', user)
      expect(x.typing).to.deep.equal([user])
      expect(x.read).to.deep.equal([{ eventId: '7', recipientId: user }])
    })
  })

  describe('by v2', () => {
    beforeEach(() => {
      client = new TwitterApiClient({ ...x.keys, agent: x.agent, version: 'v2' }, clock)
    })

    it('sends text and a medium', async () => {
      const mediaId = await client.upload({ bytes: Buffer.from('mp4'), contentType: 'video/mp4' })
      const { id } = await client.send({ recipientId: user, text: 'look', mediaId })
      expect(x.sent).to.deep.equal([
        {
          id,
          version: 'v2',
          recipientId: user,
          data: { text: 'look', attachment: { type: 'media', media: { id: mediaId } } },
        },
      ])
    })

    it('sends a medium without text', async () => {
      const mediaId = await client.upload({ bytes: Buffer.from('gif'), contentType: 'image/gif' })
      await client.send({ recipientId: user, mediaId })
      expect(x.sent[0]?.data).to.deep.equal({ attachment: { type: 'media', media: { id: mediaId } } })
    })

    it('makes lines of quick replies and buttons', async () => {
      await client.send({
        recipientId: user,
        text: 'Which?',
        quickReplies: [
          { label: 'Red', description: 'a cardinal' },
          { label: 'Blue', description: 'a jay' },
        ],
        callToActions: [
          { label: 'More', url: 'https://example.org/' },
          { label: 'https://example.org/b', url: 'https://example.org/b' },
        ],
      })
      expect(x.sent[0]?.data.text).to.equal(
        'Which?\n1. Red (a cardinal)\n2. Blue (a jay)\nMore: https://example.org/\nhttps://example.org/b',
      )
    })

    it('sends a second message where the lines do not fit, and returns its id', async () => {
      const text = 'a'.repeat(9_998)
      const sent = await client.send({ recipientId: user, text, quickReplies: [{ label: 'Yes' }] })
      const { id } = sent
      expect(x.sent.map(({ data }) => data.text)).to.deep.equal([`${text}`, '1. Yes'])
      expect(sent.instead).to.deep.equal({ recipientId: user, text: '1. Yes' })
      expect(sent.earlier).to.deep.equal([{ id: x.sent[0]?.id, instead: { recipientId: user, text } }])
      expect(x.sent[1]?.id).to.equal(id)
    })

    it('shows no typing, and refuses to mark as read', async () => {
      await client.sendTyping(user)
      expect(x.requests).to.have.length(0)
      expect(await caught(client.markRead('7', user))).to.be.instanceOf(DirectMessageError)
    })

    it('says that the user takes no messages', async () => {
      x.closeTo(user)
      const error = await caught(client.send({ recipientId: user, text: 'hi' }))
      expect(error).to.be.instanceOf(TwitterApiError).and.include({ status: 403, apiCode: undefined })
      expect(error)
        .to.have.property('message')
        .that.matches(/permission to DM.*takes no messages/)
      expect(x.requests).to.have.length(1)
    })
  })

  it('uploads a medium in chunks, with the category for direct messages', async () => {
    const bytes = Buffer.alloc(2_500_000, 'ab')
    const id = await client.upload({ bytes, contentType: 'image/jpeg' })
    expect(x.media.map((media) => ({ ...media, bytes: media.bytes.equals(bytes) }))).to.deep.equal([
      { id, contentType: 'image/jpeg', category: 'dm_image', bytes: true },
    ])
  })

  it('refuses a medium that X does not take', async () => {
    const error = await caught(client.upload({ bytes: Buffer.from('<svg/>'), contentType: 'image/svg+xml' }))
    expect(error).to.be.instanceOf(DirectMessageError)
    expect(x.requests).to.have.length(0)
  })

  it("gives X's status, code and words, and a remedy", async () => {
    x.closeTo(user)
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.be.instanceOf(TwitterApiError)
    expect(error).to.deep.include({
      code: 'ERR_DASHBOT_TWITTER_API',
      status: 403,
      apiCode: 349,
      isPossiblySent: false,
      message:
        'X refused to send a direct message (status 403, code 349): You cannot send messages to this user. The user takes no messages from the bot: let them write first, or open their messages.',
    })
  })

  it('says to check the keys', async () => {
    const other = new TwitterApiClient({ ...x.keys, accessToken: 'another', agent: x.agent }, clock)
    const error = await caught(other.sendTyping(user))
    expect(error).to.include({ status: 401, apiCode: 32 })
    expect(String(error))
      .to.match(/four keys/)
      .and.not.match(/another|fake-/)
  })

  it('copes with an error without a body that says why', async () => {
    x.misbehave({ status: 418 })
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.have.property(
      'message',
      "X refused to send a direct message (status 418). See X's message.",
    )
  })

  it('passes on what is not an answer of X', async () => {
    const broken = { v1: { post: () => Promise.reject(new TypeError('a bug')) }, v2: new TwitterApi().v2 }
    const error = await caught(new TwitterApiClient({ api: broken }).sendTyping(user))
    expect(error).to.be.instanceOf(TypeError)
  })

  it("takes an instance of twitter-api-v2's TwitterApi", async () => {
    const api = new TwitterApi(x.keys, { httpAgent: x.agent })
    await new TwitterApiClient({ api }).send({ recipientId: user, text: 'hi' })
    expect(x.sent).to.have.length(1)
  })

  const wrong: readonly [option: string, options: object][] = [
    ['appKey', {}],
    ['accessSecret', { appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: '' }],
    ['version', { appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd', version: 'v3' }],
    ['timeout', { appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd', timeout: 1 }],
    ['api', { api: {} }],
    ['appKey', { api: new TwitterApi(), appKey: 'a' }],
  ]
  for (const [option, options] of wrong) {
    it(`refuses ${JSON.stringify(Object.keys(options))} for ${option}`, () => {
      expect(() => new TwitterApiClient(options as never))
        .to.throw(ConfigError)
        .with.property('option', option)
    })
  }
})
