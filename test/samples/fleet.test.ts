import { expect } from 'chai'
import { needsRedis } from '../support/redis-server'
import { startSample } from '../support/samples'

describe('the sample fleet', () => {
  before(function () {
    needsRedis(this)
  })

  it('delivers what its bots put into Redis, each conversation in order', async () => {
    const stdout = await startSample('fleet', { env: { REDIS_URL: '' } })
    for (const bot of ['ann', 'ben', 'cem']) expect(stdout).to.include(`${bot}: 200 messages handed to Redis`)
    expect(stdout).to.match(/^relay: 600 messages delivered, [1-9]\d* retries$/m)
    expect(stdout).to.match(/^tracker: 30 of 30 conversations in order$/m)
  })
})
