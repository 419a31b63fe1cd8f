import { expect } from 'chai'
import { DashbotMiddleware } from '../../src/middleware/middleware'
import { TwitterAdapter } from '../../src/twitter'
import { AgentsTwitterAdapter } from '../../src/twitter/agents'
import { bareAdapter, botId, directMessage, userId } from '../support/direct-messages'
import { RecordingClient } from '../support/recording-client'
import { RecordingClient as RecordingTwitterClient } from '../twitter/support/recording-client'

describe('DashbotMiddleware: what the adapter for X did not send', () => {
  const sayings: readonly (readonly [string, { type: string; text?: string; speak?: string }])[] = [
    ['white space', { type: 'message', text: '   ' }],
    ['speech alone', { type: 'message', speak: 'hello' }],
    ['nothing', { type: 'message' }],
  ]
  let recording: RecordingClient
  let client: RecordingTwitterClient
  const options = () => ({ consumerSecret: 'secret', userId: botId, client })
  const texts = () => recording.messages('outgoing').map(({ text }) => text)

  beforeEach(() => {
    recording = new RecordingClient()
    client = new RecordingTwitterClient()
  })

  for (const [name, saying] of sayings) {
    it(`is not recorded: ${name}, in a batch`, async () => {
      const adapter = new TwitterAdapter(options())
      adapter.use(new DashbotMiddleware(recording.client))
      await adapter.continueConversation(adapter.conversationWith(userId), async (context) => {
        await context.sendActivities([saying, { type: 'message', text: 'hi' }])
      })
      expect(client.sent).to.have.length(1)
      expect(texts()).to.deep.equal(['hi'])
    })

    it(`is not recorded under the Agents SDK: ${name}`, async () => {
      const adapter = new AgentsTwitterAdapter(options())
      adapter.use(new DashbotMiddleware(recording.client) as never)
      await adapter.continueConversation('', adapter.conversationWith(userId), async (context) => {
        await context.sendActivities([saying as never, { type: 'message', text: 'hi' } as never])
      })
      expect(client.sent).to.have.length(1)
      expect(texts()).to.deep.equal(['hi'])
    })
  }

  it('is recorded of other adapters, which give no id to what they sent', async () => {
    for (const answer of [async () => [{ id: '' }], async () => [{} as never]]) {
      const { adapter, recording: other } = bareAdapter()
      adapter.answer = answer
      await adapter.run(directMessage('hi'), async (context) => {
        await context.sendActivity('sent')
      })
      expect(other.messages('outgoing')).to.have.length(1)
    }
  })
})
