import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { DashbotClient, type DashbotMessage, DashbotMiddleware } from '../src'
import { TwitterAdapter } from '../src/twitter'
import { FakeTracker } from './support/fake-tracker'
import { golden, goldens } from './support/golden'
import { RecordingClient } from './twitter/support/recording-client'
import { secret, WebhookServer } from './twitter/support/webhook-server'

const user = '1234858592'
const bot = '3805104374'
const message = (name: string) => golden(name).body as DashbotMessage

describe("the samples of Dashbot's document", () => {
  let tracker: FakeTracker
  let client: DashbotClient

  beforeEach(async () => {
    tracker = await FakeTracker.start()
    client = new DashbotClient({ apiKey: 'API_KEY_HERE', serverRoot: tracker.url })
  })
  afterEach(async () => {
    await client.close()
    await tracker.close()
  })

  for (const { name, method, path, query, headers, body } of goldens()) {
    it(`arrive as they were logged: ${name}`, async () => {
      if (query.type === 'event') client.logEvent(golden(name).body as never)
      else if (query.type === 'incoming') client.logIncoming(message(name))
      else client.logOutgoing(message(name))
      await client.flush()
      const [request] = tracker.requests
      expect(request?.method).to.equal(method)
      expect(request?.path).to.equal(path)
      expect(request?.query).to.deep.equal(query)
      expect(request?.headers['content-type']).to.equal(headers['content-type'])
      expect(request?.json).to.deep.equal(body)
      expect(tracker.requests).to.have.length(1)
    })
  }

  describe('through adapter, bot and middleware', () => {
    let server: WebhookServer
    let adapter: TwitterAdapter

    beforeEach(async () => {
      adapter = new TwitterAdapter({ consumerSecret: secret, userId: bot, client: new RecordingClient() })
      adapter.use(new DashbotMiddleware(client))
      server = await WebhookServer.listen(
        (request, response) => void adapter.process(request, response, answer),
      )
    })
    afterEach(() => server.close())

    /** The bot: offers the birds to whoever does not answer. */
    async function answer(context: TurnContext): Promise<void> {
      const sample = context.activity.value === undefined ? 'outgoing-buttons' : 'outgoing-text'
      const { text, platformJson } = message(sample)
      await context.sendActivity({ type: 'message', ...(text && { text }), channelData: platformJson })
    }

    /** A first message of the same user, as X delivers it. */
    function firstMessage(): object {
      const { users, apps } = message('incoming-quick-reply').platformJson as { users: object; apps: object }
      const event = {
        type: 'message_create',
        id: '1234858580',
        created_timestamp: '1392078023000',
        message_create: {
          target: { recipient_id: bot },
          sender_id: user,
          message_data: { text: 'Which birds are there?', entities: { hashtags: [], symbols: [], urls: [] } },
        },
      }
      return { for_user_id: bot, direct_message_events: [event], users, apps }
    }

    async function received(count: number): Promise<readonly DashbotMessage[]> {
      while (tracker.requests.length < count) await new Promise(setImmediate)
      await client.flush()
      expect(tracker.requests).to.have.length(count)
      return tracker.requests.map(({ json }) => json as DashbotMessage)
    }

    it('hold text, user, four buttons, the one that was clicked, and the JSON as it is', async () => {
      await server.post(firstMessage())
      const [first, buttons] = await received(2)
      expect(first).to.deep.equal({
        text: 'Which birds are there?',
        userId: user,
        platformJson: firstMessage(),
      })
      expect(buttons).to.deep.equal({
        text: "What's your favorite type of bird?",
        userId: user,
        buttons: [
          { id: '1', label: 'Red Bird', value: 'external_id_1' },
          { id: '2', label: 'Blue Bird', value: 'external_id_2' },
          { id: '3', label: 'Black Bird', value: 'external_id_3' },
          { id: '4', label: 'White Bird', value: 'external_id_4' },
        ],
        platformJson: message('outgoing-buttons').platformJson,
      })

      await server.post(message('incoming-quick-reply').platformJson ?? {})
      const [clicked, text] = (await received(4)).slice(2)
      expect(clicked).to.deep.equal({
        text: 'Blue Bird',
        userId: user,
        postback: { buttonClick: { buttonId: '2' } },
        platformJson: message('incoming-quick-reply').platformJson,
      })
      expect(text).to.deep.equal(golden('outgoing-text').body)
      expect(tracker.requests.map(({ query }) => query.type)).to.deep.equal([
        'incoming',
        'outgoing',
        'incoming',
        'outgoing',
      ])
    })
  })
})
