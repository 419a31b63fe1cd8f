import { createHash } from 'node:crypto'
import { MemoryStorage as AgentsMemoryStorage } from '@microsoft/agents-hosting'
import { CardFactory, MemoryStorage, MessageFactory, type StoreItems, type TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import type { DashbotMiddlewareOptions } from '../../src/middleware/options'
import type { StorageLike } from '../../src/middleware/turn/button-storage'
import { directMessage, directMessages, type Harness, type Logic, userId } from '../support/direct-messages'

/** Lets promises that are in progress come to their end. */
const settled = (): Promise<void> => new Promise(setImmediate)

const offer = (harness: Harness): Promise<void> =>
  harness.turn('which birds?', async (context) => {
    const actions = ['Red', 'Blue'].map((title) => ({ type: 'imBack', title, value: title.toLowerCase() }))
    await context.sendActivity(MessageFactory.suggestedActions(actions, 'These'))
  })

const answer = ({ adapter }: Harness, value: string): Promise<void> =>
  adapter.processActivity({ ...directMessage('Blue'), value }, async () => {})

const postbacks = ({ recording }: Harness): readonly unknown[] =>
  recording.messages('incoming').map(({ postback }) => postback?.buttonClick.buttonId)

describe('DashbotMiddleware: answers to buttons', () => {
  it('name the button that was offered last with that value', async () => {
    const harness = directMessages()
    await offer(harness)
    await answer(harness, 'blue')
    expect(postbacks(harness)).to.deep.equal([undefined, '2'])
  })

  it('have the value in place of an id that is not known', async () => {
    const harness = directMessages()
    await answer(harness, 'blue')
    expect(postbacks(harness)).to.deep.equal(['blue'])
  })

  const card = CardFactory.adaptiveCard({
    actions: [
      { type: 'Action.Submit', title: 'Order', data: { action: 'order' } },
      { type: 'Action.Submit', title: 'Cancel', data: { action: 'cancel' } },
    ],
  })
  const submit = async (offering: Harness, answering = offering): Promise<void> => {
    await offering.turn('menu', async (context) => void (await context.sendActivity({ attachments: [card] })))
    await settled()
    const value = { city: 'Oslo', action: 'cancel' }
    await answering.adapter.processActivity({ ...directMessage(''), value }, async () => {})
    await settled()
  }

  it("name an Adaptive Card's button although inputs are merged in, with its label for the text", async () => {
    const harness = directMessages()
    await submit(harness)
    expect(harness.recording.messages('incoming').at(-1)).to.deep.include({
      text: 'Cancel',
      postback: { buttonClick: { buttonId: '2' } },
    })
  })

  it('name the card’s button to another process by a storage', async () => {
    const storage = new MemoryStorage()
    const [one, two] = [directMessages({ storage }), directMessages({ storage })]
    await submit(one, two)
    expect(postbacks(two)).to.deep.equal(['2'])
  })

  const webChat = (options: DashbotMiddlewareOptions = {}): Harness =>
    directMessages({ channels: ['webchat'], ...options })
  const onWebChat = ({ adapter }: Harness, text: string, logic: Logic = async () => {}): Promise<void> =>
    adapter.processActivity({ ...directMessage(text), channelId: 'webchat' }, logic)
  const offerYes = async (context: TurnContext): Promise<void> => {
    const actions = [{ type: 'imBack', title: 'Yes!', value: 'yes' }]
    await context.sendActivity(MessageFactory.suggestedActions(actions, 'Sure?'))
    await context.sendActivity(MessageFactory.suggestedActions(['Help'], 'Or?'))
  }

  it('have the label for their text in place of JSON', async () => {
    const harness = webChat()
    const value = { sku: 'abc' }
    const offerObject = async (context: TurnContext): Promise<void> => {
      const actions = [{ type: 'imBack', title: 'Ham', value }]
      await context.sendActivity(MessageFactory.suggestedActions(actions, 'Which?'))
    }
    await onWebChat(harness, 'hello', offerObject)
    await onWebChat(harness, JSON.stringify(value))
    expect(harness.recording.messages('incoming').at(-1)).to.deep.include({
      text: 'Ham',
      postback: { buttonClick: { buttonId: '1' } },
    })
  })

  it('are plain text on a web chat, where a button with it was just offered', async () => {
    const harness = webChat()
    for (const text of ['Help', 'yes', 'Yes!', 'Help']) await onWebChat(harness, text, offerYes)
    await onWebChat(harness, 'hello')
    await onWebChat(harness, 'yes')
    expect(postbacks(harness)).to.deep.equal([undefined, '1', '1', '1', undefined, undefined])
    expect(harness.recording.messages('incoming').map(({ text }) => text)).to.deep.equal([
      ...['Help', 'yes', 'Yes!', 'Help', 'hello', 'yes'],
    ])
  })

  it('are plain text for another process that shares a storage, once', async () => {
    const storage = new MemoryStorage()
    const [one, two] = [webChat({ storage }), webChat({ storage })]
    await onWebChat(one, 'hello', offerYes)
    await settled()
    for (const text of ['yes', 'yes']) {
      await onWebChat(two, text)
      await settled()
    }
    expect(postbacks(two)).to.deep.equal(['1', undefined])
  })

  it('are not matched by text on X, which says what answers a quick reply', async () => {
    const harness = directMessages()
    await harness.turn('hello', offerYes)
    await harness.turn('Yes!')
    expect(postbacks(harness)).to.deep.equal([undefined, undefined])
  })

  const storages: readonly (readonly [string, () => StorageLike])[] = [
    ['botbuilder', () => new MemoryStorage()],
    ['the Agents SDK', () => new AgentsMemoryStorage()],
  ]
  for (const [sdk, create] of storages) {
    it(`are known to another process that shares a storage of ${sdk}`, async () => {
      const storage = create()
      const [one, two] = [directMessages({ storage }), directMessages({ storage })]
      await offer(one)
      await settled()
      await answer(two, 'blue')
      await settled()
      expect(postbacks(two)).to.deep.equal(['2'])
    })
  }

  it('follow what another process offered since', async () => {
    const storage = new MemoryStorage()
    const [one, two] = [directMessages({ storage }), directMessages({ storage })]
    await offer(one)
    await two.turn('others?', async (context) => {
      await context.sendActivity(
        MessageFactory.suggestedActions([{ type: 'imBack', title: 'Blue', value: 'blue' }]),
      )
    })
    await settled()
    await answer(one, 'blue')
    await settled()
    expect(postbacks(one).at(-1)).to.equal('1')
  })

  it('neither wait for the storage nor let the messages of a turn overtake each other', async () => {
    let answerRead: (items: object) => void = () => {}
    const storage = {
      read: () => new Promise<object>((resolve) => (answerRead = resolve)),
      write: async () => {},
    }
    const harness = directMessages({ storage })
    await harness.adapter.processActivity({ ...directMessage('Blue'), value: 'blue' }, async (context) => {
      await context.sendActivity('Here it is')
    })
    expect(harness.recording.lines).to.deep.equal([])
    answerRead({})
    await settled()
    expect(harness.recording.lines).to.deep.equal(['incoming Blue', 'outgoing Here it is'])
  })

  /** A storage whose requests wait until they are let through, in any order. */
  class SlowStorage extends MemoryStorage {
    readonly waiting: (() => void)[] = []
    readonly written: unknown[] = []

    override async read(keys: string[]): Promise<StoreItems> {
      await this.#turn()
      return super.read(keys)
    }

    override async write(changes: StoreItems): Promise<void> {
      this.written.push(...Object.values(changes).map(({ buttons, isOpen }) => [buttons.length, isOpen]))
      await this.#turn()
      await super.write(changes)
    }

    async letAll(): Promise<void> {
      for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) {
        next()
        await settled()
      }
    }

    #turn(): Promise<void> {
      return new Promise((resolve) => this.waiting.push(resolve))
    }
  }

  it('keep what the bot offers in reply to one, whatever the storage answers first', async () => {
    const storage = new SlowStorage()
    const [one, two] = [webChat({ storage }), webChat({ storage })]
    const offerMore = async (context: TurnContext): Promise<void> => {
      await context.sendActivity(MessageFactory.suggestedActions(['Small', 'Large', 'Huge'], 'What size?'))
    }
    await onWebChat(one, 'hello', offerYes)
    await storage.letAll()
    await onWebChat(two, 'Yes!', offerMore)
    await storage.letAll()
    await onWebChat(one, 'Huge')
    await storage.letAll()
    expect(postbacks(two)).to.deep.equal(['1'])
    expect(postbacks(one)).to.deep.equal([undefined, '3'])
    expect(storage.written.slice(-3)).to.deep.equal([
      [2, false],
      [3, true],
      [3, false],
    ])
  })

  it('do not close what another process has offered since they were read', async () => {
    const storage = new SlowStorage()
    const [one, two] = [webChat({ storage }), webChat({ storage })]
    await onWebChat(one, 'hello', offerYes)
    await storage.letAll()
    await onWebChat(two, 'Yes!')
    storage.waiting.pop()?.()
    await settled()
    await onWebChat(one, 'more?', offerYes)
    await storage.letAll()
    await onWebChat(two, 'Help')
    await storage.letAll()
    expect(postbacks(two)).to.deep.equal(['1', '1'])
    expect([...one.recording.errors, ...two.recording.errors]).to.deep.equal([])
  })

  it('fall back on the own memory where the storage fails, and report that', async () => {
    const failure = new Error('no storage')
    const harness = directMessages({
      storage: { read: () => Promise.reject(failure), write: () => Promise.reject(failure) },
    })
    await offer(harness)
    await answer(harness, 'blue')
    await settled()
    expect(postbacks(harness).at(-1)).to.equal('2')
    expect(harness.recording.errors).to.deep.equal([failure, failure])
  })

  it('leave nobody’s id and no value in the storage', async () => {
    const storage = new MemoryStorage()
    const write = sinon.spy(storage, 'write')
    await offer(directMessages({ storage }))
    const written = JSON.stringify(write.args)
    expect(written).to.include('"2"').and.not.include(userId).and.not.include('blue')
  })

  describe('with a secret for the storage', () => {
    const storageSecret = 'a secret of sixteen or more'

    it('are known to another process that has the same one, and to no other', async () => {
      const storage = new MemoryStorage()
      const [one, two] = [
        directMessages({ storage, storageSecret }),
        directMessages({ storage, storageSecret }),
      ]
      const other = directMessages({ storage, storageSecret: 'another one of that size' })
      await offer(one)
      await settled()
      for (const process of [two, other]) await answer(process, 'blue')
      await settled()
      expect(postbacks(two)).to.deep.equal(['2'])
      expect(postbacks(other)).to.deep.equal(['blue'])
    })

    it('cannot be found in the storage by trying ids', async () => {
      const tried = createHash('sha256').update(userId).digest('hex').slice(0, 32)
      const open = new MemoryStorage()
      const keyed = new MemoryStorage()
      const writes = [sinon.spy(open, 'write'), sinon.spy(keyed, 'write')] as const
      await offer(directMessages({ storage: open }))
      await offer(directMessages({ storage: keyed, storageSecret }))
      expect(JSON.stringify(writes[0].args)).to.include(tried)
      expect(JSON.stringify(writes[1].args)).to.include('dashbot-buttons-').and.not.include(tried)
    })
  })
})
