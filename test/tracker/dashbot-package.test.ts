import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { RunningTracker } from './running-tracker'

/** What a bot does that uses dashbot's own package. */
const BOT = `
const { twitter } = require('dashbot')('KEY')
const answers = [
  twitter.logIncoming({ text: 'Weather?', userId: 'ann', intent: { name: 'WEATHER_QUERY' } }),
  twitter.logOutgoing({ text: 'Sunny.', userId: 'ann', platformJson: { any: 'thing' } }),
  twitter.logEvent(twitter.eventUtil.createCustomEvent('forecastServed', 'ann', 'c1', { ms: 3 })),
  twitter.logEvent({ type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 17.45 }),
]
Promise.all(answers).then((all) => console.log(all.map(({ status }) => status).join()))
`

describe("dashbot's own package", () => {
  it('logs to the tracker where DASHBOT_SERVER_ROOT points', async () => {
    const running = await RunningTracker.start({ apiKeys: ['KEY'] })
    try {
      const env = { ...process.env, DASHBOT_SERVER_ROOT: running.url }
      const { stdout } = await promisify(execFile)('node', ['-e', BOT], { env })
      expect(stdout).to.equal('200,200,200,200\n')
      expect(
        running.tracker.messages().map(({ type, payload }) => ({ type, ...payload })),
      ).to.have.deep.members([
        { type: 'incoming', text: 'Weather?', userId: 'ann', intent: { name: 'WEATHER_QUERY' } },
        { type: 'outgoing', text: 'Sunny.', userId: 'ann', platformJson: { any: 'thing' } },
      ])
      expect(running.tracker.summary()).to.deep.include({
        incoming: 1,
        outgoing: 1,
        revenue: 17.45,
        events: [
          { type: 'customEvent', name: 'forecastServed', count: 1, amount: 0 },
          { type: 'revenueEvent', name: 'bought', count: 1, amount: 17.45 },
        ],
      })
    } finally {
      await running.close()
    }
  })
})
