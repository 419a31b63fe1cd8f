import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Request,
  type Response,
  TurnContext,
} from 'botbuilder'
import { expect } from 'chai'
import { DashbotMiddleware, trackIntent } from '../../src'
import { directMessage, type Logic } from '../support/direct-messages'
import { type FakeConnector, fakeConnector } from '../support/fake-connector'
import { RecordingClient } from '../support/recording-client'

const withoutAppId = new ConfigurationServiceClientCredentialFactory({ MicrosoftAppId: '' })

describe("DashbotMiddleware on botbuilder's CloudAdapter", () => {
  let connector: FakeConnector
  let adapter: CloudAdapter
  let recording: RecordingClient

  before(async () => {
    connector = await fakeConnector()
  })

  after(() => connector.close())

  beforeEach(() => {
    connector.sent.length = 0
    recording = new RecordingClient()
    adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}, withoutAppId))
    adapter.use(new DashbotMiddleware(recording.client))
  })

  const incoming = (text: string): Partial<Activity> => ({
    ...directMessage(text),
    id: 'incoming-1',
    serviceUrl: connector.serviceUrl,
    timestamp: new Date().toISOString() as never,
  })

  async function post(activity: Partial<Activity>, logic: Logic): Promise<{ status: number; body: unknown }> {
    const answer = { status: 0, body: undefined as unknown }
    const request = { body: activity, headers: {}, method: 'POST' } as Request
    const response = {
      status: (status: number) => {
        answer.status = status
        return response
      },
      send: (body: unknown) => {
        answer.body = body
        return response
      },
      end: () => response,
      header: () => response,
    } as unknown as Response
    await adapter.process(request, response, logic)
    return answer
  }

  it('records a turn whose answer goes over the network', async () => {
    const { status } = await post(incoming('hi'), async (context) => {
      trackIntent(context, 'GREETING')
      await context.sendActivity('hello')
    })
    expect(status).to.equal(200)
    expect(connector.sent.map(({ text }) => text)).to.deep.equal(['hello'])
    expect(recording.lines).to.deep.equal(['incoming hi #GREETING', 'outgoing hello'])
    expect(recording.messages('outgoing')[0]?.platformJson).to.have.nested.property('activity.id', 'sent-1')
  })

  it('records replies that are buffered for the answer', async () => {
    const { body } = await post({ ...incoming('hi'), deliveryMode: 'expectReplies' }, async (context) => {
      await context.sendActivity('hello')
    })
    expect(Object(body).activities).to.have.length(1)
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello'])
  })

  it('records what a proactive turn sends', async () => {
    const reference = TurnContext.getConversationReference(incoming('earlier'))
    await adapter.continueConversationAsync('', reference, async (context) => {
      await context.sendActivity('a reminder')
    })
    expect(recording.lines).to.deep.equal(['outgoing a reminder'])
  })

  it('records what onTurnError sends', async () => {
    adapter.onTurnError = async (context) => {
      await context.sendActivity('sorry')
    }
    await post(incoming('hi'), () => Promise.reject(new Error('the bot broke')))
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing sorry'])
  })
})
