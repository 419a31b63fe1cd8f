import { Activity, type ConversationReference } from '@microsoft/agents-activity'
import {
  AgentApplication,
  MemoryStorage,
  MessageFactory,
  type TurnContext,
  type TurnState,
} from '@microsoft/agents-hosting'
import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { DirectMessageError } from '../../../src/twitter'
import { AgentsTwitterAdapter } from '../../../src/twitter/agents'
import { caught } from '../support/caught'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret, WebhookServer } from '../support/webhook-server'

describe('AgentsTwitterAdapter', () => {
  let client: RecordingClient
  let adapter: AgentsTwitterAdapter
  let server: WebhookServer
  let logic: (context: TurnContext) => Promise<unknown>

  beforeEach(async () => {
    client = new RecordingClient()
    adapter = new AgentsTwitterAdapter({ consumerSecret: secret, userId: botId, client })
    server = await WebhookServer.listen((request, response) => {
      void adapter.process(request, response, (context) => logic(context))
    })
  })

  afterEach(() => server.close())

  async function receive(body: object): Promise<void> {
    expect((await server.post(body)).status).to.equal(200)
    await adapter.whenIdle()
  }

  it('runs an agent application with state over several messages', async () => {
    const agent = new AgentApplication<TurnState<{ count?: number }>>({ storage: new MemoryStorage() })
    agent.onActivity('message', async (context, state) => {
      const count = (state.getValue<number>('conversation.count') ?? 0) + 1
      state.setValue('conversation.count', count)
      await context.sendActivity(`${count}: ${context.activity.text}`)
    })
    agent.onTurn('afterTurn', async () => true)
    logic = (context) => agent.run(context)
    await receive(messageBody(messageEvent('hello')))
    await receive(messageBody(messageEvent('again')))
    await receive(messageBody(messageEvent('hi', { from: '43' })))
    expect(client.sent).to.deep.equal([
      { recipientId: '42', text: '1: hello' },
      { recipientId: '42', text: '2: again' },
      { recipientId: '43', text: '1: hi' },
    ])
  })

  it("gives the SDK's own activity, complete and with its event", async () => {
    let activity: Activity | undefined
    logic = async (context) => {
      activity = context.activity
    }
    const event = messageEvent('hello', { id: '7', data: { quick_reply_response: { metadata: 'yes' } } })
    await receive(messageBody(event))
    expect(activity).to.be.instanceOf(Activity)
    expect(activity).to.deep.include({
      type: 'message',
      id: '7',
      channelId: 'twitter',
      text: 'hello',
      value: 'yes',
    })
    expect(activity?.getConversationReference().conversation.id).to.equal('42')
    expect(activity?.channelData).to.deep.equal(messageBody(event))
    expect(Activity.fromObject(activity as object).text).to.equal('hello')
  })

  it('sends cards and suggested actions, and puts the sent event into channelData', async () => {
    let sent: Activity[] = []
    logic = async (context) => {
      context.onSendActivities(async (_context, activities, send) => {
        const responses = await send()
        sent = activities
        return responses
      })
      const actions = [{ type: 'imBack', title: 'Yes', value: 'yes' }]
      await context.sendActivity(MessageFactory.suggestedActions(actions, 'Sure?'))
    }
    await receive(messageBody(messageEvent('hello')))
    expect(client.sent[0]?.quickReplies).to.deep.equal([{ label: 'Yes', metadata: 'yes' }])
    expect(sent[0]).to.have.property('id', 'sent-1')
    expect(sent[0]?.channelData).to.have.nested.property('direct_message_events[0].id', 'sent-1')
  })

  it('hands errors to onTurnError', async () => {
    const errors: Error[] = []
    adapter.onTurnError = async (_context, error) => {
      errors.push(error)
    }
    logic = async () => {
      throw new Error('no such city')
    }
    await receive(messageBody(messageEvent('hello')))
    expect(errors.map(({ message }) => message)).to.deep.equal(['no such city'])
  })

  it('continues a conversation, and begins one', async () => {
    let reference: Partial<ConversationReference> = {}
    logic = async (context) => {
      reference = context.activity.getConversationReference()
    }
    await receive(messageBody(messageEvent('hello')))
    const names: (string | undefined)[] = []
    const greet = async (context: TurnContext) => {
      names.push(context.activity.name)
      await context.sendActivity('still there?')
    }
    await adapter.continueConversation('app', reference, greet)
    await adapter.continueConversation('app', adapter.conversationWith('43'), greet)
    expect(names).to.deep.equal(['ContinueConversation', 'ContinueConversation'])
    expect(client.sent.map(({ recipientId }) => recipientId)).to.deep.equal(['42', '43'])
  })

  it('begins one without knowing the id of the bot', async () => {
    const other = new AgentsTwitterAdapter({ consumerSecret: secret, client })
    await other.continueConversation('app', other.conversationWith('43'), (context) =>
      context.sendActivity('hi'),
    )
    expect(client.sent).to.deep.equal([{ recipientId: '43', text: 'hi' }])
  })

  it('refuses what X has not', async () => {
    let context: TurnContext | undefined
    const refused: unknown[] = []
    logic = async (turn) => {
      context = turn
      refused.push(await caught(turn.updateActivity(MessageFactory.text('other'))))
      refused.push(await caught(turn.deleteActivity('1')))
      refused.push(
        await caught(
          turn.uploadAttachment('42', {
            name: 'a',
            originalBase64: new Uint8Array(),
            thumbnailBase64: new Uint8Array(),
            type: 'a',
          }),
        ),
      )
      refused.push(await caught(turn.getAttachmentInfo('1')))
      refused.push(await caught(turn.getAttachment('1', 'original')))
    }
    await receive(messageBody(messageEvent('hello')))
    expect(context).to.not.equal(undefined)
    expect(refused).to.have.length(5)
    for (const error of refused) expect(error).to.be.instanceOf(DirectMessageError)
  })

  it('names itself where an option is wrong', () => {
    expect(() => new AgentsTwitterAdapter({ consumerSecret: '', client })).to.throw(
      ConfigError,
      /^AgentsTwitterAdapter/,
    )
  })
})
