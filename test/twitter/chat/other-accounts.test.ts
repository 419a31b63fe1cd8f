import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import type { FakePhone } from '../../../src/testing/fake-x/chat/fake-phone'
import { TwitterAdapter, TwitterApiClient, type XChatError } from '../../../src/twitter'
import { signedCall } from '../support/called-adapter'
import { caught } from '../support/caught'
import { RecordingClient } from '../support/recording-client'
import { secret } from '../support/webhook-server'

const USER = '1234858592'
const OTHER_ACCOUNT = '555000555'

describe('an adapter with the keys of X Chat of one of its accounts', () => {
  let x: FakeX
  let account: FakePhone
  let adapter: TwitterAdapter
  const errors: XChatError[] = []

  const open = (chatOptions: object = {}) => {
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    return new TwitterAdapter({
      consumerSecret: secret,
      userId: x.botId,
      client,
      accounts: [{ userId: OTHER_ACCOUNT, client: new RecordingClient() }],
      chat: { keys: account.blob, keyVersion: account.keyVersion, ...chatOptions },
      onError: (error) => errors.push(error as XChatError),
    })
  }
  const received = (accountId: string, encoded_event: string) => ({
    data: {
      filter: { user_id: accountId },
      event_type: 'chat.received',
      payload: { id: '1', conversation_id: `${accountId}-${USER}`, sender_id: USER, encoded_event },
    },
  })

  beforeEach(async () => {
    errors.length = 0
    x = await FakeX.start({ envelope: 'x-activity' })
    account = await x.registerForChat(x.botId)
    adapter = open()
  })

  afterEach(async () => {
    await adapter.close()
    await x.close()
  })

  it('says of messages to another one that it has no keys of it, whoever sent them', async () => {
    const other = await x.registerForChat(OTHER_ACCOUNT)
    other.openConversation(x.botId)
    account.send(OTHER_ACCOUNT, 'from one account to the other')
    const [message] = other.messages(x.botId)
    const body = received(OTHER_ACCOUNT, message?.event ?? '')
    Object.assign(body.data.payload, {
      sender_id: x.botId,
      conversation_id: `${x.botId}-${OTHER_ACCOUNT}`,
    })
    await adapter.handle(signedCall(body), async () => {
      throw new Error('This begins no turn.')
    })
    expect(errors.map(({ fault }) => fault)).to.deep.equal(['no_keys'])
    expect(String(errors[0])).to.include(OTHER_ACCOUNT)
  })

  it('sends nothing of another one in its name', async () => {
    const phone = await x.registerForChat(USER)
    const reference = adapter.conversationWith(USER, OTHER_ACCOUNT)
    Object.assign(reference.conversation ?? {}, { conversationType: 'xchat' })
    const sent = adapter.continueConversation(reference, async (context) => {
      await context.sendActivity('Welcome')
    })
    expect(await caught(sent)).to.include({ fault: 'no_keys' })
    expect(phone.messages(x.botId)).to.deep.equal([])
  })

  it('opens a medium that came to a process before it', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    )
    const phone = await x.registerForChat(USER)
    phone.openConversation(x.botId)
    phone.sendImage(x.botId, png, 'look')
    const [message] = phone.messages(x.botId)
    const attachments: { contentType: string; contentUrl?: string }[] = []
    await adapter.handle(signedCall(received(x.botId, message?.event ?? '')), async ({ activity }) => {
      attachments.push(...(activity.attachments ?? []))
    })
    const [attachment = { contentType: '' }] = attachments
    expect(Buffer.from((await open().openMedia(attachment)).bytes)).to.deep.equal(png)
  })

  it('does not take a client that fails for keys that were replaced', async () => {
    const { chat } = new TwitterApiClient({ ...x.keys, agent: x.agent })
    const failure = new Error('socket hang up')
    const client = {
      publicKeys: () => Promise.reject(failure),
      addConversationKey: () => Promise.reject(failure),
      sendMessage: () => Promise.reject(failure),
      events: (id: string) => chat.events(id),
      sendTyping: async () => {},
      markRead: async () => {},
      uploadMedia: async () => '',
      downloadMedia: async () => new Uint8Array(),
    }
    const reference = adapter.conversationWith(USER)
    Object.assign(reference.conversation ?? {}, { conversationType: 'xchat' })
    const sent = open({ client }).continueConversation(reference, async (context) => {
      await context.sendActivity('Welcome')
    })
    expect(await caught(sent)).to.equal(failure)
  })

  it('keeps bot and user apart in a turn that a reference to a group begins', async () => {
    const reference = {
      channelId: 'twitter',
      conversation: { id: 'g42', isGroup: true, conversationType: 'xchat', name: '' },
      user: { id: USER, name: 'User' },
      bot: { id: x.botId, name: 'Bot' },
    }
    await adapter.continueConversation(reference, async ({ activity }) => {
      expect(activity.from).to.include({ id: USER, role: 'user' })
      expect(activity.recipient).to.include({ id: x.botId, role: 'bot' })
      expect(activity.conversation).to.include({ id: 'g42', isGroup: true, conversationType: 'xchat' })
    })
  })
})
