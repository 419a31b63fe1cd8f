import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ActivityHandler, type Attachment, type ConversationReference, TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { type FakePhone, FakeX } from '../../../src/testing'
import {
  DirectMessageError,
  SqliteInbox,
  TwitterAdapter,
  type TwitterAdapterOptions,
  TwitterApiClient,
  type XChatError,
} from '../../../src/twitter'
import { until } from '../../support/until'
import { caught } from '../support/caught'
import { WebhookServer } from '../support/webhook-server'

const USER = '1234858592'

/** One transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

describe('a TwitterAdapter with the keys of X Chat', () => {
  let x: FakeX
  let server: Server
  let adapter: TwitterAdapter
  const heard: string[] = []
  const errors: XChatError[] = []
  const attachments: Attachment[] = []
  let reference: Partial<ConversationReference> | undefined

  async function serve(
    chat: { keys: string; keyVersion: string } | undefined,
    options: Pick<TwitterAdapterOptions, 'allowPrivateMedia' | 'inbox'> = {},
  ): Promise<void> {
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    const { consumerSecret, botId: userId } = x
    const onError = (error: unknown) => errors.push(error as XChatError)
    adapter = new TwitterAdapter({
      consumerSecret,
      userId,
      client,
      onError,
      echoes: 'event',
      ...options,
      ...(chat && { chat }),
    })
    const bot = new ActivityHandler()
    bot.onMessage(async (context) => {
      heard.push(context.activity.text)
      attachments.push(...(context.activity.attachments ?? []))
      reference = TurnContext.getConversationReference(context.activity)
      await context.sendActivities([
        { type: 'typing' },
        { type: 'message', text: `You said: ${context.activity.text}` },
      ])
    })
    bot.onEvent(
      async (context) => void heard.push(`${context.activity.name}: ${context.activity.value.text}`),
    )
    server = createServer((req, res) => void adapter.process(req, res, (context) => bot.run(context)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await x.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }

  beforeEach(async () => {
    heard.length = 0
    attachments.length = 0
    errors.length = 0
    x = await FakeX.start({ envelope: 'x-activity' })
  })

  afterEach(async () => {
    await adapter.close()
    await x.close()
    server.closeAllConnections()
    server.close()
  })

  async function settle(): Promise<void> {
    await x.whenEchoed()
    await adapter.whenIdle()
    await x.whenEchoed()
  }

  /** The bot with its account's keys, and a user who wrote to it and has the answer. */
  async function talk(
    text: string,
    allowPrivateMedia = false,
  ): Promise<{ account: FakePhone; phone: FakePhone }> {
    const account = await x.registerForChat(x.botId)
    await serve({ keys: account.blob, keyVersion: account.keyVersion }, { allowPrivateMedia })
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.send(x.botId, text)
    await until('the answer is there', () => phone.messages(x.botId).length === 2)
    await settle()
    return { account, phone }
  }

  it('answers an encrypted message on the encrypted stack, over HTTP', async () => {
    const { phone } = await talk('hello')
    expect(phone.messages(x.botId).map(({ from, text, verified }) => [from, text, verified])).to.deep.equal([
      [USER, 'hello', true],
      [x.botId, 'You said: hello', true],
    ])
    expect(errors).to.deep.equal([])
  })

  it('runs a turn of an encrypted message again that failed', async () => {
    const account = await x.registerForChat(x.botId)
    await serve(
      { keys: account.blob, keyVersion: account.keyVersion },
      { inbox: new SqliteInbox({ path: ':memory:' }) },
    )
    x.refuseNextChatMessage('rateLimitUpsell')
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.send(x.botId, 'hello')
    await until('the answer is there', () => phone.messages(x.botId).length === 2)
    expect(heard).to.deep.equal(['hello', 'hello'])
  })

  it('keeps its own messages apart from those that a person writes in its account', async () => {
    const { account } = await talk('hello')
    account.send(USER, 'A person here')
    await until('the echo is heard', () => heard.length === 2)
    expect(heard).to.deep.equal(['hello', 'echo: A person here'])
  })

  it('answers plain and encrypted messages of one user in one conversation', async () => {
    const account = await x.registerForChat(x.botId)
    await serve({ keys: account.blob, keyVersion: account.keyVersion })
    await x.receive({ from: USER, text: 'in the clear' })
    await settle()
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.send(x.botId, 'encrypted')
    await until('both messages are there', () => phone.messages(x.botId).length === 2)
    await settle()
    expect(x.sent.map(({ data }) => data.text)).to.deep.equal(['You said: in the clear'])
    expect(reference?.conversation).to.include({ id: USER, conversationType: 'xchat' })
  })

  it('begins to speak on the stack of a stored reference', async () => {
    const { phone } = await talk('hello')
    await adapter.continueConversation(JSON.parse(JSON.stringify(reference)), async (context) => {
      await context.sendActivity('Are you still there?')
    })
    expect(phone.messages(x.botId).at(-1)?.text).to.equal('Are you still there?')
    expect(x.sent).to.deep.equal([])
  })

  it('opens an image that the user sent, and sends one', async () => {
    const account = await x.registerForChat(x.botId)
    await serve({ keys: account.blob, keyVersion: account.keyVersion })
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.sendImage(x.botId, png, 'look')
    await until('the message is heard', () => heard.length === 1)
    await settle()
    const [attachment] = attachments
    expect(attachment).to.include({ contentType: 'image/jpeg', name: 'image.png' })
    expect(Buffer.from((await adapter.openMedia(attachment as Attachment)).bytes)).to.deep.equal(png)
    await adapter.continueConversation(reference ?? {}, async (context) => {
      const contentUrl = `data:image/png;base64,${png.toString('base64')}`
      await context.sendActivity({ type: 'message', attachments: [{ contentType: 'image/png', contentUrl }] })
    })
    const shown = phone.messages(x.botId).at(-1)
    expect(shown && Buffer.from(phone.openImage(x.botId, shown))).to.deep.equal(png)
  })

  it('answers as a swipe does where x_chat.reply_to names the message, and not by itself', async () => {
    const { phone } = await talk('hello')
    const [asked, answered] = phone.messages(x.botId)
    expect(answered?.repliesTo).to.equal(undefined)
    const reply_to = { sequence_id: asked?.sequenceId, sender_id: USER, text: 'hello' }
    await adapter.continueConversation(reference ?? {}, async (context) => {
      await context.sendActivity({
        type: 'message',
        text: 'Hello again',
        channelData: { x_chat: { reply_to } },
      })
    })
    expect(phone.messages(x.botId).at(-1)).to.include({
      text: 'Hello again',
      repliesTo: 'hello',
      verified: true,
    })
  })

  it('names what a reply needs', async () => {
    await talk('hello')
    const channelData = { x_chat: { reply_to: { text: 'hello' } } }
    const sent = adapter.continueConversation(reference ?? {}, async (context) => {
      await context.sendActivity({ type: 'message', text: 'Hello again', channelData })
    })
    expect(String(await caught(sent))).to.contain('reply_to needs sequence_id and sender_id')
  })

  describe('with an image on a private address', () => {
    let images: WebhookServer

    beforeEach(async () => {
      images = await WebhookServer.listen((_request, response) => response.end(png))
    })
    afterEach(() => images.close())

    const sendImage = () =>
      adapter.continueConversation(reference ?? {}, async (context) => {
        const attachments = [{ contentType: 'image/png', contentUrl: images.url }]
        await context.sendActivity({ type: 'message', attachments })
      })

    it('refuses to fetch it', async () => {
      const { phone } = await talk('hello')
      const error = await caught(sendImage())
      expect(error).to.be.instanceOf(DirectMessageError)
      expect(String(error)).to.contain('allowPrivateMedia: true')
      expect(phone.messages(x.botId)).to.have.length(2)
    })

    it('sends it where allowPrivateMedia is true', async () => {
      const { phone } = await talk('hello', true)
      await sendImage()
      const shown = phone.messages(x.botId).at(-1)
      expect(shown && Buffer.from(phone.openImage(x.botId, shown))).to.deep.equal(png)
    })
  })

  it('keeps an event for later where the account has other keys than the adapter', async () => {
    const before = await x.registerForChat(x.botId)
    await serve({ keys: before.blob, keyVersion: '1' })
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.send(x.botId, 'hello')
    await x.whenEchoed()
    await until('the turn failed', () => errors.length > 0)
    expect(errors[0]).to.include({ fault: 'keys_replaced' })
    expect(adapter.stats()).to.include({ failed: 1 })
  })

  it('says once a conversation that it cannot read encrypted messages without keys', async () => {
    await serve(undefined)
    const phone = await x.registerForChat(USER)
    await x.registerForChat(x.botId)
    phone.openConversation(x.botId)
    phone.send(x.botId, 'one')
    phone.send(x.botId, 'two')
    await x.whenEchoed()
    await settle()
    expect(errors.map(({ fault, conversationId }) => [fault, conversationId])).to.deep.equal([
      ['no_keys', `${USER}:${x.botId}`],
    ])
    expect(heard).to.deep.equal([])
  })
})

describe('the chat option', () => {
  const client = { send: async () => ({ id: '1' }), sendTyping: async () => {}, markRead: async () => {} }
  const keys = Buffer.alloc(64, 7).toString('base64')
  for (const [chat, userId, option] of [
    [{ keys, keyVersion: '1' }, undefined, 'userId'],
    [{ keys, keyVersion: '1' }, '42', 'chat.client'],
    [{ keys: 'c2hvcnQ=', keyVersion: '1' }, '42', 'chat.keys'],
    [{ keys, keyVersion: 'v1' }, '42', 'keyVersion'],
    [{ keys, keyVersion: '1', kyes: 1 }, '42', 'kyes'],
  ] as const) {
    it(`names ${option} where that is wrong, and holds no key`, () => {
      const options = { consumerSecret: 's', client, ...(userId && { userId }), chat }
      expect(() => new TwitterAdapter(options))
        .to.throw(Error)
        .with.property('option', option)
    })
  }
})
