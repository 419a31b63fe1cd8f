import {
  AgentApplication,
  type AgentApplicationOptions,
  CloudAdapter,
  MemoryStorage,
  type Request,
  TurnContext,
  type TurnState,
} from '@microsoft/agents-hosting'
import { expect } from 'chai'
import type { Response } from 'express'
import sinon from 'sinon'
import {
  DashbotMiddleware,
  type DashbotMiddlewareOptions,
  TrackEvent,
  TrackIntent,
  trackIntent,
} from '../../src'
import { botId, rejection, userId } from '../support/direct-messages'
import { type FakeConnector, fakeConnector } from '../support/fake-connector'
import { RecordingClient } from '../support/recording-client'

class WeatherAgent extends AgentApplication<TurnState> {
  constructor(options: Partial<AgentApplicationOptions<TurnState>> = {}) {
    super(options)
    this.onMessage(/weather/i, (context) => this.forecast(context))
    this.onMessage(/stream/i, (context) => this.stream(context))
    this.onMessage(/break/i, () => Promise.reject(new Error('the agent broke')))
  }

  @TrackEvent('forecastServed')
  @TrackIntent({ name: 'WEATHER_QUERY', inputs: ({ context }) => ({ said: context.activity.text }) })
  async forecast(context: TurnContext): Promise<void> {
    await context.sendActivity('68 and sunny')
  }

  @TrackIntent('STREAMED')
  async stream(context: TurnContext): Promise<void> {
    context.streamingResponse.setDelayInMs(1)
    context.streamingResponse.queueInformativeUpdate('thinking')
    context.streamingResponse.queueTextChunk('one ')
    context.streamingResponse.queueTextChunk('two')
    await context.streamingResponse.endStream()
  }
}

describe("DashbotMiddleware on the Agents SDK's CloudAdapter", () => {
  let connector: FakeConnector
  let adapter: CloudAdapter
  let recording: RecordingClient

  before(async () => {
    connector = await fakeConnector()
  })

  after(() => connector.close())

  beforeEach(() => {
    connector.sent.length = 0
    install()
  })

  function install(options: DashbotMiddlewareOptions = {}): void {
    recording = new RecordingClient()
    adapter = new CloudAdapter()
    adapter.use(new DashbotMiddleware(recording.client, options))
  }

  const incoming = (text: string): object => ({
    type: 'message',
    text,
    channelId: 'twitter',
    from: { id: userId },
    recipient: { id: botId },
    conversation: { id: userId },
    id: 'incoming-1',
    serviceUrl: connector.serviceUrl,
  })

  async function post(
    activity: object,
    logic: (context: TurnContext) => Promise<unknown>,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = { status: 0, body: undefined as unknown }
    const response = {
      status(status: number) {
        answer.status = status
      },
      send(body: unknown) {
        answer.body = body
      },
      setHeader() {},
      end() {},
    }
    const request = { body: activity, headers: {}, user: { name: 'anonymous' } }
    await adapter.process(request as unknown as Request, response as unknown as Response, async (context) => {
      await logic(context)
    })
    return answer
  }

  /** Runs to the end what nobody awaits. */
  async function until(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + 5_000
    while (!isSo() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve))
  }

  it('records turns of an application, with decorated handlers', async () => {
    const agent = new WeatherAgent()
    const { status } = await post(incoming('weather?'), (context) => agent.run(context))
    expect(status).to.equal(200)
    expect(connector.sent.map(({ text }) => text)).to.deep.equal(['68 and sunny'])
    expect(recording.lines).to.deep.equal([
      'incoming weather? #WEATHER_QUERY',
      'outgoing 68 and sunny',
      'event forecastServed',
    ])
    expect(recording.captured.map(({ payload }) => payload.userId)).to.deep.equal(Array(3).fill(userId))
    expect(recording.messages('incoming')[0]?.intent?.inputs).to.deep.equal([
      { name: 'said', value: 'weather?' },
    ])
    expect(recording.messages('incoming')[0]?.platformJson).to.have.nested.property(
      'activity.channelId',
      'twitter',
    )
    expect(recording.messages('outgoing')[0]?.platformJson).to.have.nested.property('activity.id', 'sent-1')
    expect(recording.errors).to.deep.equal([])
  })

  it('records replies that are buffered for the answer', async () => {
    const { body } = await post({ ...incoming('hi'), deliveryMode: 'expectReplies' }, async (context) => {
      await context.sendActivity('hello')
    })
    expect(Object(body).activities).to.have.length(1)
    expect(connector.sent).to.deep.equal([])
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello'])
  })

  it('records a streamed reply once, as it is in the end', async () => {
    install({ channels: ['twitter', 'webchat'] })
    const agent = new WeatherAgent()
    await post(incoming('stream'), (context) => agent.run(context))
    await post({ ...incoming('stream'), channelId: 'webchat' }, (context) => agent.run(context))
    expect(connector.sent.filter(({ type }) => type === 'typing')).not.to.deep.equal([])
    expect(recording.lines).to.deep.equal([
      'incoming stream #STREAMED',
      'outgoing one two',
      'incoming stream #STREAMED',
      'outgoing one two',
    ])
  })

  it('records a stream that nobody waits for, when it ends after the turn', async () => {
    install({ channels: ['webchat'] })
    await post({ ...incoming('stream'), channelId: 'webchat' }, async (context) => {
      context.streamingResponse.setDelayInMs(1)
      context.streamingResponse.queueTextChunk('late')
      void context.streamingResponse.endStream()
    })
    await until(() => recording.captured.length > 1)
    expect(recording.lines).to.deep.equal(['incoming stream', 'outgoing late'])
  })

  it('puts a long-running message and what the application answers in a second turn together', async () => {
    const agent = new WeatherAgent({ adapter, longRunningMessages: true, storage: new MemoryStorage() })
    await post(incoming('weather?'), (context) => agent.run(context))
    await until(() => recording.captured.length > 2)
    expect(recording.lines).to.deep.equal([
      'incoming weather? #WEATHER_QUERY',
      'outgoing 68 and sunny',
      'event forecastServed',
    ])
    expect(recording.errors).to.deep.equal([])
  })

  it('reports a turn in which the agent says nothing after 5 s, or when the client is flushed', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] })
    try {
      const nothing = async (): Promise<void> => {}
      await post(incoming('one'), nothing)
      expect(recording.lines).to.deep.equal([])
      clock.tick(5_000)
      expect(recording.lines).to.deep.equal(['incoming one'])
      await post(incoming('two'), nothing)
      await recording.drain('flush')
      expect(recording.lines).to.deep.equal(['incoming one', 'incoming two'])
      clock.tick(5_000)
      expect(recording.lines).to.have.length(2)
    } finally {
      clock.restore()
    }
  })

  it('records what a proactive turn sends', async () => {
    let reference: ReturnType<TurnContext['activity']['getConversationReference']> | undefined
    await post(incoming('remind me'), async (context) => {
      reference = context.activity.getConversationReference()
    })
    if (reference === undefined) throw new Error('No reference')
    await adapter.continueConversation({ name: 'anonymous' } as never, reference, async (context) => {
      trackIntent(context, 'REMINDER', { direction: 'outgoing' })
      await context.sendActivity('a reminder')
    })
    expect(recording.lines).to.deep.equal(['incoming remind me', 'outgoing a reminder #REMINDER'])
    expect(recording.captured[1]?.payload.userId).to.equal(userId)
  })

  it('passes errors on to onTurnError, records what that sends, and finds the turn of a cloned context', async () => {
    adapter.onTurnError = async (context) => {
      await context.sendActivity('sorry')
    }
    const agent = new WeatherAgent()
    await post(incoming('break'), (context) => agent.run(context))
    await post(incoming('clone'), async (context) => {
      trackIntent(new TurnContext(context), 'CLONED')
      await new TurnContext(context).sendActivity('from a clone')
    })
    expect(recording.lines).to.deep.equal([
      'incoming break',
      'outgoing sorry',
      'incoming clone #CLONED',
      'outgoing from a clone',
    ])
  })

  it('lets what is thrown that is no Error pass, as the adapter would', async () => {
    const error = await rejection(post(incoming('hi'), () => Promise.reject('a string')))
    expect(error).to.be.an('error')
    await recording.drain('flush')
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })
})
