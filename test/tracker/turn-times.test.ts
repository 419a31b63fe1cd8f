import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { DashbotClient, DashbotMiddleware } from '../../src'
import { BareAdapter, directMessage } from '../support/direct-messages'
import { RunningTracker } from './running-tracker'

const THINKING_MS = 250

describe('The times of a turn, from the middleware to the tracker', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start()
  })

  afterEach(() => running.close())

  it('are when things were said, not when the turn ended', async () => {
    const client = new DashbotClient({ apiKey: 'K', serverRoot: running.url })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    for (const text of ['hello', 'buy']) {
      await adapter.run(directMessage(text), async (context) => {
        await sleep(THINKING_MS)
        await context.sendActivity(`${text}!`)
      })
    }
    await client.close()
    const said = running.tracker.messages().toSorted((one, other) => one.time - other.time)
    expect(said.map(({ payload }) => payload.text)).to.deep.equal(['hello', 'hello!', 'buy', 'buy!'])
    const [question, answer] = said
    expect((answer?.time ?? 0) - (question?.time ?? 0)).to.be.at.least(THINKING_MS - 5)
    expect(await (await running.get('/engagement')).text()).to.match(/2 answered messages/)
  })
})
