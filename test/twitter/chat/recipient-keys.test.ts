import { expect } from 'chai'
import { FakeChat } from '../../../src/testing/fake-x/chat/fake-chat'
import { FakePhone } from '../../../src/testing/fake-x/chat/fake-phone'
import { ChatChannel } from '../../../src/twitter/chat/chat-channel'
import { caught } from '../support/caught'
import { chatClient } from '../support/chat-client'

const USER = '1234858592'
const BOT = '3805104374'

describe('the keys that a message is encrypted for', () => {
  let chat: FakeChat
  let channel: ChatChannel
  let counts: Record<string, number>

  beforeEach(async () => {
    chat = new FakeChat(() => {})
    const account = await FakePhone.register(BOT, chat)
    const x = chatClient(chat, BOT)
    counts = x.counts
    channel = await ChatChannel.open({
      userId: BOT,
      blob: Buffer.from(account.blob, 'base64'),
      keyVersion: account.keyVersion,
      client: x.client,
      media: { allowsPrivate: false },
    })
  })

  const send = (text: string) => channel.send({ type: 'message', text, conversation: { id: USER } })
  const textsOn = (phone: FakePhone) => phone.messages(BOT).map(({ text }) => text)

  it('are asked for again while the user has none', async () => {
    expect(await caught(send('too early'))).to.include({ fault: 'not_registered' })
    const phone = await FakePhone.register(USER, chat)
    await send('Welcome')
    expect(textsOn(phone)).to.deep.equal(['Welcome'])
  })

  it('are read again where X says that the user registered new ones', async () => {
    await FakePhone.register(USER, chat)
    chat.refuseNext(BOT, 'recipientNotTrusted')
    await caught(send('to the first phone'))
    const phone = await FakePhone.register(USER, chat)
    chat.refuseNext(BOT, 'recipientKeyChanged')
    await send('to the second phone')
    expect(textsOn(phone)).to.deep.equal(['to the second phone'])
  })

  it('are made into one key of a conversation by messages that begin it at once', async () => {
    const phone = await FakePhone.register(USER, chat)
    const texts = ['one', 'two', 'three', 'four']
    await Promise.all(texts.map(send))
    expect(textsOn(phone).sort()).to.deep.equal([...texts].sort())
    expect(counts['POST /2/chat/conversations/:id/keys']).to.equal(1)
  })
})
