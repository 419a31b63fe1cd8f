import { expect } from 'chai'
import { FakeChat, type StoredChatEvent } from '../../../src/testing/fake-x/chat/fake-chat'
import { FakePhone } from '../../../src/testing/fake-x/chat/fake-phone'
import { openChatEngine } from '../../../src/twitter/chat/chat-engine'
import { ChatReader } from '../../../src/twitter/chat/chat-reader'
import { KnownConversationKeys } from '../../../src/twitter/chat/conversation-keys'
import { EngineTurns } from '../../../src/twitter/chat/engine-turns'
import { KeySeal } from '../../../src/twitter/chat/key-seal'
import { MemoryKeyStore } from '../../../src/twitter/chat/key-store'
import { PublicKeys } from '../../../src/twitter/chat/public-keys'
import { chatClient } from '../support/chat-client'

const USER = '1234858592'
const BOT = '3805104374'

describe('ChatReader', () => {
  it('learns a key change once, although X repeats it with every event', async () => {
    const events: StoredChatEvent[] = []
    const chat = new FakeChat((event) => events.push(event))
    const phone = await FakePhone.register(USER, chat)
    const account = await FakePhone.register(BOT, chat)
    const blob = Buffer.from(account.blob, 'base64')
    const engine = await openChatEngine()
    engine.importKeys(Uint8Array.from(blob), account.keyVersion)
    engine.setIdentity(BOT, account.keyVersion)
    let learned = 0
    const decryptEvents = engine.decryptEvents.bind(engine)
    engine.decryptEvents = (...args) => {
      learned += 1
      return decryptEvents(...args)
    }
    const { client } = chatClient(chat, BOT)
    const reader = new ChatReader({
      userId: BOT,
      engine,
      turns: new EngineTurns(),
      client,
      publicKeys: new PublicKeys(client, engine),
      conversationKeys: new KnownConversationKeys(new MemoryKeyStore(), new KeySeal(blob)),
    })
    const readLast = async () => {
      const { conversationId, senderId, encoded, keyChange } =
        events.at(-1) ?? expect.fail('nothing was sent')
      return (await reader.read({ conversationId, senderId, encodedEvent: encoded, keyChange })).text
    }
    const texts: string[] = []
    phone.openConversation(BOT)
    for (const text of ['one', 'two', 'three']) {
      phone.send(BOT, text)
      texts.push(await readLast())
    }
    expect(learned).to.equal(1)
    phone.openConversation(BOT)
    phone.send(BOT, 'four')
    texts.push(await readLast())
    expect(texts).to.deep.equal(['one', 'two', 'three', 'four'])
    expect(learned).to.equal(2)
  })
})
