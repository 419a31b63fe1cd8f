import { expect } from 'chai'
import { TwitterApi } from 'twitter-api-v2'
import { ConfigError } from '../../../src/errors'
import { FakeX } from '../../../src/testing'
import { type Clock, DirectMessageError, TwitterApiClient, TwitterApiError } from '../../../src/twitter'
import { caught } from '../support/caught'

/** A clock that jumps over every wait, and notes it. */
class JumpingClock implements Clock {
  readonly waits: number[] = []
  #now = Date.parse('2026-01-01T00:00:00Z')

  now(): number {
    return this.#now
  }

  async wait(ms: number): Promise<void> {
    this.waits.push(ms)
    this.#now += ms
  }

  /** As X gives the end of a rate limit. */
  inSeconds(seconds: number): string {
    return String(Math.round(this.#now / 1_000) + seconds)
  }
}

const user = '42'
const rateLimited = (reset: string) => ({
  status: 429,
  body: { errors: [{ code: 88, message: 'Rate limit exceeded.' }] },
  headers: { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset },
})

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

  it('waits for the end of a rate limit, and sends then', async () => {
    x.misbehave(rateLimited(clock.inSeconds(30)))
    await client.send({ recipientId: user, text: 'hi' })
    expect(clock.waits).to.deep.equal([30_000])
    expect(x.sent).to.have.length(1)
  })

  it('waits a second where X does not say when the limit ends', async () => {
    x.misbehave({ status: 429 })
    await client.send({ recipientId: user, text: 'hi' })
    expect(clock.waits).to.deep.equal([1_000])
  })

  it('fails where the rate limit lasts longer than maxRateLimitWaitMs, and says when it ends', async () => {
    x.misbehave(rateLimited(clock.inSeconds(61)))
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({ status: 429, apiCode: 88 })
    expect(error)
      .to.have.property('retryAt')
      .that.deep.equals(new Date(clock.now() + 61_000))
    expect(clock.waits).to.deep.equal([])
  })

  for (const whose of ['user', 'app']) {
    const ofDay = (remaining: number) => ({
      'x-rate-limit-remaining': '14',
      'x-rate-limit-reset': clock.inSeconds(900),
      [`x-${whose}-limit-24hour-remaining`]: String(remaining),
      [`x-${whose}-limit-24hour-reset`]: clock.inSeconds(50_000),
    })

    it(`waits for the end of the limit of a day of the ${whose}, where that is exceeded`, async () => {
      x.misbehave({ status: 429, headers: ofDay(0) })
      const error = await caught(client.send({ recipientId: user, text: 'hi' }))
      expect(error)
        .to.have.property('retryAt')
        .that.deep.equals(new Date(clock.now() + 50_000_000))
    })

    it(`asks no more where the limit of a day of the ${whose} is used up`, async () => {
      x.misbehave({ status: 204, headers: ofDay(1) }, { status: 204, headers: ofDay(0) })
      await client.sendTyping(user)
      await client.sendTyping(user)
      expect(await caught(client.sendTyping(user))).to.include({ status: 429 })
    })
  }

  for (const [what, show] of [
    ['typing', () => client.sendTyping(user)],
    ['a read receipt', () => client.markRead('7', user)],
    ['a read receipt of an encrypted message', () => client.chat.markRead(user, '7')],
  ] as const) {
    it(`does not wait for the end of a rate limit with ${what}`, async () => {
      const end = String(Math.ceil(Date.now() / 1_000) + 30)
      x.misbehave(rateLimited(end))
      expect(await caught(show())).to.include({ status: 429 })
      expect(clock.waits).to.deep.equal([])
    })
  }

  it('asks no more of an endpoint whose limit is used up', async () => {
    const used = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': clock.inSeconds(600) }
    x.misbehave({ status: 204, headers: used })
    await client.sendTyping(user)
    expect(await caught(client.sendTyping(user))).to.include({ status: 429 })
    await client.markRead('7', user)
    expect(x.requests).to.have.length(2)
  })

  it('tries again after a 5xx, twice at most', async () => {
    x.misbehave({ status: 503 }, { status: 500 })
    await client.send({ recipientId: user, text: 'hi' })
    expect(x.sent).to.have.length(1)
    expect(clock.waits).to.deep.equal([500, 1_000])
    x.misbehave({ status: 503 }, { status: 503 }, { status: 503 })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ status: 503 })
    expect(x.sent).to.have.length(1)
  })

  it('does not send again what X took without an answer', async () => {
    x.misbehave('silence')
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({ status: undefined, isPossiblySent: true })
    expect(x.sent).to.have.length(1)
  })

  it('does not send again after a gateway timed out', async () => {
    x.misbehave({ status: 504 })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({
      status: 504,
      isPossiblySent: true,
    })
    expect(x.requests).to.have.length(1)
  })

  it('does not send again after a broken connection', async () => {
    x.misbehave('reset')
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ isPossiblySent: true })
    expect(x.requests).to.have.length(1)
  })

  it('shows typing again after a broken connection, since that does no harm', async () => {
    x.misbehave('reset')
    await client.sendTyping(user)
    expect(x.typing).to.deep.equal([user])
  })

  it('tries again where X could not be reached', async () => {
    await x.close()
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({
      isPossiblySent: false,
      message: 'X could not be reached to send a direct message. Check the network.',
    })
    expect(clock.waits).to.deep.equal([500, 1_000])
  })

  it('fails where X returns no id', async () => {
    x.misbehave({ status: 200, body: {} })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ isPossiblySent: true })
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
