import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { FakeChat, type StoredChatEvent } from '../../../src/testing/fake-x/chat/fake-chat'
import { FakePhone } from '../../../src/testing/fake-x/chat/fake-phone'
import { ChatChannel } from '../../../src/twitter/chat/chat-channel'
import type { XChatError } from '../../../src/twitter/chat/chat-error'
import type { EncryptedEvent } from '../../../src/twitter/chat/encrypted-event'
import { caught } from '../support/caught'
import { chatClient } from '../support/chat-client'

const USER = '1234858592'
const BOT = '3805104374'
const EVE = '777000777'

function encrypted(event: StoredChatEvent, changes: Partial<EncryptedEvent> = {}): EncryptedEvent {
  const { conversationId, senderId, encoded, keyChange } = event
  return { conversationId, senderId, encodedEvent: encoded, keyChange, ...changes }
}

/** Changes one bit of the ciphertext. */
function tampered({ encoded }: StoredChatEvent): string {
  const bytes = Buffer.from(encoded, 'base64')
  const at = bytes.length - 120
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes.toString('base64')
}

describe('an encrypted conversation, with the genuine engine on both sides', () => {
  let chat: FakeChat
  let phone: FakePhone
  let account: FakePhone
  let events: StoredChatEvent[]
  let counts: Record<string, number>
  let channel: ChatChannel

  const lastEvent = (): StoredChatEvent => {
    const event = events.at(-1)
    if (event === undefined) throw new Error('Nothing was written.')
    return event
  }
  /** Each delivery is an event of its own in the inbox, where no key says otherwise. */
  const read = (event: EncryptedEvent, key: string = randomUUID()) => channel.read(event, key)
  const open = async (): Promise<ChatChannel> => {
    const x = chatClient(chat, BOT)
    counts = x.counts
    const blob = Buffer.from(account.blob, 'base64')
    const media = { allowsPrivate: false }
    return ChatChannel.open({ userId: BOT, blob, keyVersion: account.keyVersion, client: x.client, media })
  }

  beforeEach(async () => {
    events = []
    chat = new FakeChat((event) => events.push(event))
    phone = await FakePhone.register(USER, chat)
    account = await FakePhone.register(BOT, chat)
    phone.openConversation(BOT)
    channel = await open()
  })

  it('reads what a user wrote', async () => {
    const id = phone.send(BOT, 'hello')
    const activity = await read(encrypted(lastEvent()))
    expect(activity).to.deep.include({ type: 'message', id, text: 'hello', from: { id: USER, role: 'user' } })
    expect(activity?.conversation).to.deep.equal({ id: USER, isGroup: false, conversationType: 'xchat' })
  })

  it('holds the plain form of the message, and neither ciphertext nor keys', async () => {
    phone.send(BOT, 'hello')
    const event = lastEvent()
    const activity = await read(encrypted(event))
    expect(activity?.channelData).to.deep.equal({
      for_user_id: BOT,
      direct_message_events: [
        {
          type: 'message_create',
          id: event.id,
          created_timestamp: String(event.at),
          message_create: {
            target: { recipient_id: BOT },
            sender_id: USER,
            message_data: { text: 'hello' },
          },
        },
      ],
      x_chat: { conversation_id: `${USER}:${BOT}`, sequence_id: '2080400000000000002' },
    })
  })

  it('reads a message once, under whatever envelope it comes', async () => {
    phone.send(BOT, 'hello')
    await read(encrypted(lastEvent()))
    expect(await read(encrypted(lastEvent()))).to.equal(undefined)
  })

  it('reads a message again for another try of its turn', async () => {
    phone.send(BOT, 'hello')
    await read(encrypted(lastEvent()), 'one')
    expect(await read(encrypted(lastEvent()), 'other')).to.equal(undefined)
    expect(await read(encrypted(lastEvent()), 'one')).to.include({ text: 'hello' })
  })

  it('answers, and the user reads the answer as verified', async () => {
    phone.send(BOT, 'hello')
    await read(encrypted(lastEvent()))
    const { id } = await channel.send({ type: 'message', text: 'hi!', conversation: { id: USER } })
    expect(phone.messages(BOT).at(-1)).to.deep.include({ id, from: BOT, text: 'hi!', verified: true })
  })

  it('sends the lines of buttons that a long text leaves no room for in another message', async () => {
    const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'Yes' }] }
    const text = `${'a'.repeat(4_999)} ${'b'.repeat(5_000)}`
    await channel.send({ type: 'message', text, suggestedActions, conversation: { id: USER } })
    const lengths = phone.messages(BOT).map((message) => message.text.length)
    expect(lengths).to.deep.equal([10_000, '1. Yes'.length])
  })

  it('waits as long as a delay between messages says', async () => {
    const before = performance.now()
    await channel.send({ type: 'delay', value: 60, conversation: { id: USER } })
    expect(performance.now() - before).to.be.greaterThan(50)
  })

  it('sends buttons as lines of the text', async () => {
    const actions = [
      { type: 'imBack', title: 'Red', value: 'red' },
      { type: 'imBack', title: 'Blue', value: 'blue' },
    ]
    await channel.send({
      type: 'message',
      text: 'Which?',
      conversation: { id: USER },
      suggestedActions: { actions },
    })
    expect(phone.messages(BOT).at(-1)?.text).to.equal('Which?\n1. Red\n2. Blue')
  })

  it('reads on after the key was rotated, with the key in the webhook', async () => {
    phone.send(BOT, 'before')
    await read(encrypted(lastEvent()))
    phone.openConversation(BOT)
    phone.send(BOT, 'after')
    expect((await read(encrypted(lastEvent())))?.text).to.equal('after')
  })

  it('fetches a key that the webhook did not bring', async () => {
    phone.send(BOT, 'hello')
    const activity = await read(encrypted(lastEvent(), { keyChange: undefined }))
    expect(activity?.text).to.equal('hello')
    expect(counts['GET /2/chat/conversations/:id/events']).to.equal(1)
  })

  it('reads an older message after a rotation', async () => {
    phone.send(BOT, 'before')
    const before = lastEvent()
    phone.openConversation(BOT)
    phone.send(BOT, 'after')
    await read(encrypted(lastEvent()))
    expect((await read(encrypted(before)))?.text).to.equal('before')
  })

  it('begins a conversation with a user who never wrote', async () => {
    const other = await FakePhone.register('4242424242', chat)
    await channel.send({ type: 'message', text: 'Welcome', conversation: { id: other.userId } })
    expect(other.messages(BOT)).to.have.length(1)
    expect(other.messages(BOT)[0]).to.deep.include({ from: BOT, text: 'Welcome', verified: true })
  })

  it('says that a user without keys has not registered', async () => {
    const error = await caught(
      channel.send({ type: 'message', text: 'Welcome', conversation: { id: '999999' } }),
    )
    expect(error).to.include({ code: 'ERR_DASHBOT_X_CHAT', fault: 'not_registered' })
  })

  it('gives a failure that X hides in a 201 as an error with a remedy', async () => {
    chat.refuseNext(BOT, 'recipientNotTrusted')
    const error = (await caught(
      channel.send({ type: 'message', text: 'hi', conversation: { id: USER } }),
    )) as XChatError
    expect(error).to.include({ fault: 'refused', failure: 'recipientNotTrusted' })
    expect(error.message).to.include('let them write first')
  })

  for (const [name, changes] of [
    ['tampered with', (event: StoredChatEvent) => ({ encodedEvent: tampered(event) })],
    ['of another conversation', () => ({ conversationId: `${BOT}:${EVE}` })],
    ['garbage', () => ({ encodedEvent: 'AAAA' })],
    ['empty', () => ({ encodedEvent: '' })],
    ['not base64', () => ({ encodedEvent: '!!!' })],
  ] as const) {
    it(`refuses an event that is ${name}`, async () => {
      phone.send(BOT, 'secret text')
      const error = await caught(read(encrypted(lastEvent(), changes(lastEvent()))))
      expect(error).to.have.property('code', 'ERR_DASHBOT_X_CHAT')
      expect((error as Error).message).to.not.include('secret text')
    })
  }

  it('takes the sender from the signed event, not from the webhook', async () => {
    phone.send(BOT, 'hello')
    const error = await caught(read(encrypted(lastEvent(), { senderId: EVE })))
    expect(error).to.have.property('fault', 'unverified')
  })

  it('asks X for nothing twice because of one unverified event', async () => {
    phone.send(BOT, 'hello')
    const bad = encrypted(lastEvent(), { encodedEvent: tampered(lastEvent()) })
    for (let i = 0; i < 5; i += 1) await caught(read(bad))
    expect(counts['GET /2/users/:id/public_keys']).to.be.at.most(4)
  })

  it('gives an edit, a reaction, a deletion and a reply as activities', async () => {
    phone.send(BOT, 'first')
    await read(encrypted(lastEvent()))
    const [shown] = phone.messages(BOT)
    if (shown === undefined) throw new Error('Nothing is shown.')
    phone.edit(BOT, shown, 'changed')
    expect(await read(encrypted(lastEvent()))).to.include({ type: 'messageUpdate', text: 'changed' })
    phone.react(BOT, shown, '👍')
    const reaction = await read(encrypted(lastEvent()))
    expect(reaction).to.deep.include({ type: 'messageReaction', reactionsAdded: [{ type: '👍' }] })
    phone.reply(BOT, 'an answer', shown)
    expect(await read(encrypted(lastEvent()))).to.include({ text: 'an answer', replyToId: shown.id })
    phone.delete(BOT, shown)
    expect(await read(encrypted(lastEvent()))).to.include({ type: 'messageDelete' })
  })

  it('gives what a person wrote in the bot’s account as an echo', async () => {
    account.send(USER, 'a person writes')
    const activity = await read(encrypted(lastEvent()))
    expect(activity).to.deep.include({ type: 'event', name: 'echo', value: { text: 'a person writes' } })
  })

  it('lets others run between the events of a burst', async () => {
    for (let i = 0; i < 60; i += 1) phone.send(BOT, `message ${i}`)
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const reading = events.map((event) => read(encrypted(event, { keyChange: undefined })))
    last = performance.now()
    const activities = await Promise.all(reading)
    clearInterval(timer)
    expect(activities.map((activity) => activity?.text)).to.deep.equal(events.map((_, i) => `message ${i}`))
    expect(longest).to.be.below(500)
  }).timeout(30_000)
})

describe('keys for encrypted conversations', () => {
  it('must be those that the account has registered', async () => {
    const chat = new FakeChat(() => {})
    const account = await FakePhone.register(BOT, chat)
    const other = await FakePhone.register(EVE, chat)
    const blob = Buffer.from(other.blob, 'base64')
    const { client } = chatClient(chat, BOT)
    const { keyVersion } = account
    const media = { allowsPrivate: false }
    const error = await caught(ChatChannel.open({ userId: BOT, blob, keyVersion, client, media }))
    expect(error).to.include({ fault: 'keys_replaced' })
  })
})
