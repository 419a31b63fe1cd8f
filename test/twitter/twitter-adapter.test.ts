import { readFileSync } from 'node:fs'
import type { Activity } from 'botbuilder'
import { expect } from 'chai'
import { TwitterAdapter } from '../../src/twitter'
import { botId, messageBody, messageEvent } from './support/events'
import { RecordingClient } from './support/recording-client'
import { secret, WebhookServer } from './support/webhook-server'

const golden = (name: string) => JSON.parse(readFileSync(`test/fixtures/golden/${name}.json`, 'utf8')).body

describe('TwitterAdapter', () => {
  let client: RecordingClient
  let adapter: TwitterAdapter
  let server: WebhookServer
  let activities: Partial<Activity>[]

  beforeEach(async () => {
    client = new RecordingClient()
    adapter = new TwitterAdapter({ consumerSecret: secret, userId: botId, client })
    activities = []
    server = await WebhookServer.listen((request, response) => {
      void adapter.process(request, response, async (context) => {
        activities.push(context.activity)
        await context.sendActivity(`You said ${context.activity.text}`)
      })
    })
  })

  afterEach(() => server.close())

  it('gives the bot a message and sends its answer to the user', async () => {
    expect((await server.post(messageBody(messageEvent('hello', { id: '7' })))).status).to.equal(200)
    await adapter.whenIdle()
    expect(activities[0]).to.deep.include({ type: 'message', id: '7', text: 'hello', channelId: 'twitter' })
    expect(client.sent).to.deep.equal([{ recipientId: '42', text: 'You said hello' }])
  })

  it("takes the answer to a quick reply from the document's sample, whose ids are the odd way round", async () => {
    const body = golden('incoming-quick-reply').platformJson
    await server.post(body)
    await adapter.whenIdle()
    expect(activities[0]).to.deep.include({ text: 'Blue Bird', value: 'external_id_2', channelData: body })
    expect(activities[0]?.from?.id).to.equal('1234858592')
    expect(activities[0]?.recipient?.id).to.equal(botId)
  })
})
