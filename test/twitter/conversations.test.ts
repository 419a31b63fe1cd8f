import { ConversationState, MemoryStorage, MessageFactory, type TurnContext, UserState } from 'botbuilder'
import {
  ChoicePrompt,
  DialogSet,
  DialogTurnStatus,
  ListStyle,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs'
import { expect } from 'chai'
import fc from 'fast-check'
import { TwitterAdapter } from '../../src/twitter'
import { botId, messageBody, messageEvent } from './support/events'
import { RecordingClient } from './support/recording-client'
import { secret, WebhookServer } from './support/webhook-server'

describe('conversations through TwitterAdapter', () => {
  let client: RecordingClient
  let adapter: TwitterAdapter
  let server: WebhookServer
  let logic: (context: TurnContext) => Promise<unknown>

  beforeEach(async () => {
    client = new RecordingClient()
    adapter = new TwitterAdapter({ consumerSecret: secret, client })
    server = await WebhookServer.listen((request, response) => {
      void adapter.process(request, response, (context) => logic(context))
    })
  })

  afterEach(() => server.close())

  it('handle each of 1,000 events once and in order, in 20 conversations, batched and delivered again at random', async () => {
    const users = Array.from({ length: 20 }, (_, index) => String(1_000 + index))
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      user: users[index % users.length] ?? '',
      text: String(Math.floor(index / users.length)),
    })).map(({ user, text }) => ({ user, text, event: messageEvent(text, { from: user }) }))
    const handled = new Map<string, string[]>(users.map((user) => [user, []]))
    logic = async ({ activity }) => {
      await new Promise((resolve) => setImmediate(resolve))
      handled.get(activity.conversation.id)?.push(activity.text)
    }
    const random = fc.sample(fc.nat({ max: 9 }), 2_000)
    const next = () => random.pop() ?? 0

    const redeliveries: Promise<Response>[] = []
    let at = 0
    while (at < events.length) {
      const size = 1 + next()
      const body = messageBody(...events.slice(at, at + size).map(({ event }) => event))
      expect((await server.post(body)).status).to.equal(200)
      if (next() < 3) redeliveries.push(server.post(body), server.post(body))
      at += size
    }
    await Promise.all(redeliveries)
    await adapter.whenIdle()

    const inOrder = Array.from({ length: 50 }, (_, index) => String(index))
    expect([...handled.keys()]).to.deep.equal(users)
    for (const texts of handled.values()) expect(texts).to.deep.equal(inOrder)
  })

  it('run at once, each in its own order', async () => {
    const log: string[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    logic = async ({ activity }) => {
      if (activity.text === 'slow') await gate
      log.push(activity.text)
    }
    await server.post(
      messageBody(messageEvent('slow', { from: '1' }), messageEvent('after slow', { from: '1' })),
    )
    await server.post(messageBody(messageEvent('quick', { from: '2' })))
    while (log.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(log).to.deep.equal(['quick'])
    open()
    await adapter.whenIdle()
    expect(log).to.deep.equal(['quick', 'slow', 'after slow'])
  })

  it('carry a dialog over several messages, each user with their own', async () => {
    const state = new ConversationState(new MemoryStorage())
    const dialogs = new DialogSet(state.createProperty('dialogs'))
    const bird = new ChoicePrompt('bird')
    bird.style = ListStyle.suggestedAction
    dialogs.add(new TextPrompt('name')).add(bird)
    dialogs.add(
      new WaterfallDialog('order', [
        (step) => step.prompt('name', 'What is your name?'),
        (step) => {
          Object.assign(step.values, { name: step.result })
          return step.prompt('bird', { prompt: 'Which bird?', choices: ['Red Bird', 'Blue Bird'] })
        },
        async (step) => {
          const { name } = step.values as { name: string }
          await step.context.sendActivity(`${name} likes the ${step.result.value}.`)
          return step.endDialog()
        },
      ]),
    )
    logic = async (context) => {
      const dialog = await dialogs.createContext(context)
      const { status } = await dialog.continueDialog()
      if (status === DialogTurnStatus.empty) await dialog.beginDialog('order')
      await state.saveChanges(context)
    }
    const say = async (from: string, text: string, data = {}) => {
      await server.post(messageBody(messageEvent(text, { from, data })))
      await adapter.whenIdle()
    }
    await say('1', 'hello')
    await say('2', 'hi')
    await say('1', 'Ann')
    await say('2', 'Ben')
    await say('2', 'Red Bird', { quick_reply_response: { type: 'options', metadata: 'Red Bird' } })
    await say('1', 'blue bird')
    const to = (user: string) => client.sent.filter(({ recipientId }) => recipientId === user)
    expect(to('1').map(({ text }) => text)).to.deep.equal([
      'What is your name?',
      'Which bird?',
      'Ann likes the Blue Bird.',
    ])
    expect(to('2').at(-1)?.text).to.equal('Ben likes the Red Bird.')
    expect(to('1')[1]?.quickReplies).to.deep.equal([
      { label: 'Red Bird', metadata: 'Red Bird' },
      { label: 'Blue Bird', metadata: 'Blue Bird' },
    ])
  })

  it("keep the user's state over conversations that the bot begins", async () => {
    const state = new UserState(new MemoryStorage())
    const visits = state.createProperty<number>('visits')
    logic = async (context) => {
      await visits.set(context, (await visits.get(context, 0)) + 1)
      await state.saveChanges(context)
    }
    await server.post(messageBody(messageEvent('hi'), messageEvent('hi')))
    await adapter.whenIdle()
    await adapter.continueConversation(adapter.conversationWith('42'), async (context) => {
      await context.sendActivity(MessageFactory.text(`You came ${await visits.get(context, 0)} times.`))
    })
    expect(client.sent.map(({ text }) => text)).to.deep.equal(['You came 2 times.'])
  })

  it('keep the bot apart from a user who writes to another account of the app', async () => {
    const pairs: string[] = []
    logic = async ({ activity }) => pairs.push(`${activity.from.id} to ${activity.recipient.id}`)
    const other = { for_user_id: '77', direct_message_events: [messageEvent('hi', { id: '1', to: '77' })] }
    await server.post(messageBody(messageEvent('hi', { id: '1' })))
    await server.post(other)
    await adapter.whenIdle()
    expect(pairs).to.deep.equal([`42 to ${botId}`, '42 to 77'])
  })

  it('keep their state apart where the key names the account, as docs/adapter.md has it', async () => {
    class AccountConversationState extends ConversationState {
      override getStorageKey(context: TurnContext): string {
        const { from, recipient } = context.activity
        const account = from.role === 'bot' ? from : recipient
        return `${super.getStorageKey(context)}/${account.id}`
      }
    }
    const state = new AccountConversationState(new MemoryStorage())
    const visits = state.createProperty<string[]>('visits')
    const seen: string[][] = []
    const accounts = ['1001', '1002'].map((userId) => ({ userId, client }))
    adapter = new TwitterAdapter({ consumerSecret: secret, accounts })
    logic = async (context) => {
      const texts = await visits.get(context, [])
      texts.push(context.activity.text ?? String(context.activity.name))
      seen.push([...texts])
      await state.saveChanges(context)
    }
    for (const [account, text] of [
      ['1001', 'a'],
      ['1002', 'b'],
      ['1001', 'c'],
    ] as const) {
      await server.post({
        for_user_id: account,
        direct_message_events: [messageEvent(text, { to: account })],
      })
      await adapter.whenIdle()
    }
    await server.post({
      for_user_id: '1002',
      direct_message_events: [messageEvent('a person', { from: '1002', to: '42' })],
    })
    await adapter.whenIdle()
    await adapter.continueConversation(adapter.conversationWith('42', '1001'), logic)
    expect(seen).to.deep.equal([['a'], ['b'], ['a', 'c'], ['b', 'echo'], ['a', 'c', 'ContinueConversation']])
  })
})
