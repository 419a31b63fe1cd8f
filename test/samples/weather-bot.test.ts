import { expect } from 'chai'
import { FakeTracker } from '../support/fake-tracker'
import { startSample } from '../support/samples'

describe('the weather bot', () => {
  it('delivers every kind of message in the document to the local tracker, and ends by itself', async () => {
    const stdout = await startSample('weather-bot')
    const row = (...cells: readonly string[]) => new RegExp(`│ ${cells.join(' +│ ')} +│`)
    for (const cells of [
      ['1234858592', 'What is the weather in San', 'WEATHER_QUERY \\(city: San'],
      ['bot', 'The weather is 68 and sunny\\.', 'WEATHER_RESPONSE \\(forecast:'],
      ['1234858592', 'Blue Bird', '', 'clicked button 2'],
      ['outgoing message with buttons', '2'],
      ['customEvent', '3'],
      ['revenueEvent', '1'],
      ['pageLaunchEvent', '1'],
      ['shareEvent', '1'],
      ['referralEvent', '1'],
      ['2244994945', '\\[encrypted\\]', 'WEATHER_QUERY', ''],
      ['9', '9', '3', '3', '1', '17\\.45'],
    ]) {
      expect(stdout).to.match(row(...cells))
    }
    expect(stdout).to.match(/^25 captured, 25 delivered, 0 pending, 0 dropped$/m)
  })

  it('leaves out the conversation over X Chat on request', async () => {
    const stdout = await startSample('weather-bot', { env: { X_CHAT: 'off' }, isBuilt: true })
    expect(stdout).not.to.contain('[encrypted]')
    expect(stdout).to.match(/^22 captured, 22 delivered, 0 pending, 0 dropped$/m)
  })

  it('delivers to Dashbot instead where a key is given', async () => {
    const dashbot = await FakeTracker.start()
    try {
      const env = { DASHBOT_API_KEY: 'a-key', DASHBOT_SERVER_ROOT: dashbot.url }
      await startSample('weather-bot', { env, isBuilt: true })
      expect(dashbot.accepted).to.have.length(25)
      expect(new Set(dashbot.accepted.map(({ query }) => query.apiKey))).to.deep.equal(new Set(['a-key']))
    } finally {
      await dashbot.close()
    }
  })
})
