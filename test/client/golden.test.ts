import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import type { DashbotEvent, DashbotMessage } from '../../src/wire/types'
import { FakeTracker } from '../support/fake-tracker'
import { type Golden, goldens } from '../support/golden'

function log(client: DashbotClient, { query, body }: Golden): void {
  if (query.type === 'event') client.logEvent(body as DashbotEvent)
  else if (query.type === 'incoming') client.logIncoming(body as DashbotMessage)
  else client.logOutgoing(body as DashbotMessage)
}

describe("the samples of Dashbot's document, through the client to a server", () => {
  let tracker: FakeTracker
  beforeEach(async () => {
    tracker = await FakeTracker.start()
  })
  afterEach(() => tracker.close())

  for (const sample of goldens()) {
    it(`leave query and body of ${sample.name} unchanged`, async () => {
      const client = new DashbotClient({ apiKey: sample.query.apiKey, serverRoot: tracker.url })
      log(client, sample)
      await client.close()
      const [request] = tracker.requests
      expect(request).to.include({ method: 'POST', path: '/track', body: JSON.stringify(sample.body) })
      expect(request?.query).to.deep.equal(sample.query)
      expect(request?.headers['content-type']).to.equal('application/json')
    })
  }

  it('are delivered with the settings of the environment', async () => {
    const env = { DASHBOT_API_KEY: 'KEY FROM ENV', DASHBOT_SERVER_ROOT: `${tracker.url}/` }
    await using client = DashbotClient.fromEnv(env)
    client.logIncoming({ text: 'Hello', userId: 'ann' })
    await client.flush()
    expect(tracker.requests[0]?.query.apiKey).to.equal('KEY FROM ENV')
  })
})
