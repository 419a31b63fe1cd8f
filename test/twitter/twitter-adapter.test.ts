import { readFileSync } from 'node:fs'
import { type Activity, type ConversationReference, MessageFactory, TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { DirectMessageError, TwitterAdapter, type TwitterAdapterOptions } from '../../src/twitter'
import { caught } from './support/caught'
import { botId, messageBody, messageEvent } from './support/events'
import { RecordingClient } from './support/recording-client'
import { secret, WebhookServer } from './support/webhook-server'

const golden = (name: string) => JSON.parse(readFileSync(`test/fixtures/golden/${name}.json`, 'utf8')).body

describe('TwitterAdapter', () => {
  let client: RecordingClient
  let adapter: TwitterAdapter
  let server: WebhookServer
  let logic: (context: TurnContext) => Promise<unknown>
  let unheard: unknown[]

  beforeEach(async () => {
    client = new RecordingClient()
    unheard = []
    adapter = new TwitterAdapter({
      consumerSecret: secret,
      userId: botId,
      client,
      onError: (error) => unheard.push(error),
    })
    server = await WebhookServer.listen((request, response) => {
      void adapter.process(request, response, (context) => logic(context))
    })
  })

  afterEach(() => server.close())

  /** Has X deliver a body, and waits until the bot is through with it. */
  async function receive(body: object): Promise<void> {
    expect((await server.post(body)).status).to.equal(200)
    await adapter.whenIdle()
  }

  it('gives the bot a message and sends its answer to the user', async () => {
    let activity: Partial<Activity> = {}
    logic = async (context) => {
      activity = context.activity
      await context.sendActivity('You said hello')
    }
    await receive(messageBody(messageEvent('hello', { id: '7' })))
    expect(activity).to.deep.include({ type: 'message', id: '7', text: 'hello', channelId: 'twitter' })
    expect(client.sent).to.deep.equal([{ recipientId: '42', text: 'You said hello' }])
  })

  it("takes the answer to a quick reply from the document's sample, whose ids are the odd way round", async () => {
    let activity: Partial<Activity> = {}
    logic = async (context) => {
      activity = context.activity
    }
    const body = golden('incoming-quick-reply').platformJson
    await receive(body)
    expect(activity).to.deep.include({ text: 'Blue Bird', value: 'external_id_2', channelData: body })
    expect(activity.from).to.deep.equal({ id: '1234858592', name: 'TwitterDev', role: 'user' })
    expect(activity.recipient).to.deep.equal({ id: botId, name: 'Furni', role: 'bot' })
    expect(activity.conversation?.id).to.equal('1234858592')
  })

  it('gives one response for each activity, in order, with the id of its last message', async () => {
    let responses: unknown
    logic = async (context) => {
      responses = await context.sendActivities([
        { type: 'typing' },
        { type: 'message', text: `${'a'.repeat(9_000)} ${'b'.repeat(9_000)}` },
        { type: 'trace', name: 'seen by nobody' },
        { type: 'message', text: 'end' },
      ])
    }
    await receive(messageBody(messageEvent('hello')))
    expect(responses).to.deep.equal([{ id: '' }, { id: 'sent-2' }, { id: '' }, { id: 'sent-3' }])
    expect(client.typing).to.deep.equal(['42'])
  })

  it("puts the sent event into the activity's channelData, in the form of a webhook's", async () => {
    let sent: Partial<Activity>[] = []
    adapter.use(async (context, next) => {
      context.onSendActivities(async (_context, activities, send) => {
        const responses = await send()
        sent = activities
        return responses
      })
      await next()
    })
    logic = (context) => context.sendActivity(MessageFactory.suggestedActions(['Yes'], 'Sure?'))
    await receive(messageBody(messageEvent('hello')))
    const event = sent[0]?.channelData.direct_message_events[0]
    expect(event).to.deep.include({ type: 'message_create', id: 'sent-1' })
    expect(Number(event.created_timestamp)).to.be.closeTo(Date.now(), 10_000)
    expect(event.message_create).to.deep.equal({
      target: { recipient_id: '42' },
      sender_id: botId,
      message_data: {
        text: 'Sure?',
        quick_reply: { type: 'options', options: [{ label: 'Yes', metadata: 'Yes' }] },
      },
    })
  })

  it('leaves Twitter JSON that the bot gave as it is, and shows its quick replies', async () => {
    const { text, platformJson } = golden('outgoing-buttons')
    let channelData: unknown
    logic = async (context) => {
      context.onSendActivities(async (_context, activities, send) => {
        const responses = await send()
        channelData = activities[0]?.channelData
        return responses
      })
      await context.sendActivity({ type: 'message', text, channelData: platformJson })
    }
    await receive(messageBody(messageEvent('hello', { from: '1234858592' })))
    expect(channelData).to.deep.equal(golden('outgoing-buttons').platformJson)
    expect(client.sent[0]?.quickReplies?.map(({ label }) => label)).to.deep.equal([
      'Red Bird',
      'Blue Bird',
      'Black Bird',
      'White Bird',
    ])
    expect(client.sent[0]?.recipientId).to.equal('1234858592')
  })

  it('refuses to change or delete a message', async () => {
    const errors: unknown[] = []
    logic = async (context) => {
      errors.push(await caught(context.updateActivity({ id: '1', text: 'other' })))
      errors.push(await caught(context.deleteActivity('1')))
    }
    await receive(messageBody(messageEvent('hello')))
    for (const error of errors) expect(error).to.be.instanceOf(DirectMessageError)
    expect(errors).to.have.length(2)
  })

  it('revokes the context when the turn is over', async () => {
    let kept: TurnContext | undefined
    logic = async (context) => {
      kept = context
    }
    await receive(messageBody(messageEvent('hello')))
    expect(() => kept?.activity).to.throw(TypeError, /revoked/)
  })

  it('passes on what the client rejects with, and keeps the ids of what was sent before', async () => {
    const failure = new Error('not now')
    let error: unknown
    let activities: Partial<Activity>[] = []
    client.failAt = 2
    client.failure = failure
    logic = async (context) => {
      context.onSendActivities((_context, sending, next) => {
        activities = sending
        return next()
      })
      error = await caught(context.sendActivities([{ text: 'one' }, { text: 'two' }, { text: 'three' }]))
    }
    await receive(messageBody(messageEvent('hello')))
    expect(error).to.equal(failure)
    expect(activities.map(({ id }) => id)).to.deep.equal(['sent-1', undefined, undefined])
  })

  describe('in turns that no message began', () => {
    it('continues a conversation from the reference of an earlier turn', async () => {
      let reference: Partial<ConversationReference> = {}
      logic = async (context) => {
        reference = TurnContext.getConversationReference(context.activity)
      }
      await receive(messageBody(messageEvent('hello', { id: '7' })))
      const activities: Partial<Activity>[] = []
      await adapter.continueConversation(reference, async (context) => {
        activities.push(context.activity)
        await context.sendActivity('still there?')
      })
      expect(activities[0]).to.deep.include({ type: 'event', name: 'ContinueConversation', id: '7' })
      expect(activities[0]?.from).to.deep.include({ id: '42', role: 'user' })
      expect(activities[0]?.recipient).to.deep.include({ id: botId, role: 'bot' })
      expect(client.sent).to.deep.equal([{ recipientId: '42', text: 'still there?' }])
    })

    it('begins one with a user', async () => {
      const reference = adapter.conversationWith('43')
      expect(reference.bot).to.deep.equal({ id: botId, role: 'bot' })
      await adapter.continueConversation(reference, (context) => context.sendActivity('welcome'))
      expect(client.sent).to.deep.equal([{ recipientId: '43', text: 'welcome' }])
    })

    it("does so by the SDK's newer method too, with an audience or without", async () => {
      const reference = { user: { id: '43', name: 'Ann' } }
      const greet = (context: TurnContext) => context.sendActivity(`welcome, ${context.activity.from.name}`)
      await adapter.continueConversationAsync('app', reference, greet)
      await adapter.continueConversationAsync('app', reference, 'audience', greet)
      expect(client.sent.map(({ text }) => text)).to.deep.equal(['welcome, Ann', 'welcome, Ann'])
    })

    it('can do so within a turn of the same conversation', async () => {
      logic = (context) =>
        adapter.continueConversation(TurnContext.getConversationReference(context.activity), (inner) =>
          inner.sendActivity('by the way'),
        )
      await receive(messageBody(messageEvent('hello')))
      expect(client.sent).to.have.length(1)
    })

    it('runs the middleware, and rejects with what the bot throws', async () => {
      let ran = false
      adapter.use(async (_context, next) => {
        ran = true
        await next()
      })
      const error = await caught(
        adapter.continueConversation(adapter.conversationWith('43'), async () => {
          throw new Error('no')
        }),
      )
      expect(error).to.have.property('message', 'no')
      expect(ran).to.equal(true)
    })

    it('refuses a reference to nobody', async () => {
      expect(await caught(adapter.continueConversation({}, async () => {}))).to.be.instanceOf(
        DirectMessageError,
      )
    })

    it('does without the id of the bot', async () => {
      const other = new TwitterAdapter({ consumerSecret: secret, client })
      await other.continueConversation(other.conversationWith('43'), (context) =>
        context.sendActivity('welcome'),
      )
      expect(client.sent).to.have.length(1)
    })
  })

  describe('options', () => {
    const valid = { consumerSecret: secret, client: new RecordingClient() }
    const wrong: readonly [option: string, options: object][] = [
      ['consumerSecret', { client: valid.client }],
      ['consumerSecret', { ...valid, consumerSecret: '' }],
      ['consumerSecret', { ...valid, consumerSecret: [] }],
      ['consumerSecret', { ...valid, consumerSecret: [secret, 7] }],
      ['userId', { ...valid, userId: 3805104374 }],
      ['userId', { ...valid, userId: '@furni' }],
      ['client', { consumerSecret: secret }],
      ['client', { ...valid, client: { send() {} } }],
      ['echoes', { ...valid, echoes: true }],
      ['maxBodyBytes', { ...valid, maxBodyBytes: 0 }],
      ['rememberedEvents', { ...valid, rememberedEvents: 1.5 }],
      ['onError', { ...valid, onError: 'console' }],
      ['secret', { ...valid, secret }],
    ]
    for (const [option, options] of wrong) {
      it(`refuses a wrong ${option}: ${JSON.stringify(options)}`, () => {
        expect(() => new TwitterAdapter(options as TwitterAdapterOptions))
          .to.throw(ConfigError)
          .with.property('option', option)
      })
    }

    it('name the client where it is missing, and what makes an inbox where it is a path', () => {
      expect(() => new TwitterAdapter({ consumerSecret: secret })).to.throw(
        ConfigError,
        'TwitterAdapter: client is missing: pass one that sends for the account',
      )
      expect(() => new TwitterAdapter({ ...valid, inbox: 'inbox.db' as never })).to.throw(
        ConfigError,
        "such as new SqliteInbox({ path: 'inbox.db' })",
      )
    })

    it('are required', () => {
      expect(() => new TwitterAdapter(undefined as never)).to.throw(ConfigError)
    })
  })
})
