import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { needsRedis } from '../support/redis-server'

const execute = promisify(execFile)

describe('the sample fleet', () => {
  before(function () {
    needsRedis(this)
  })

  it('delivers what its bots put into Redis, each conversation in order', async () => {
    const env = { ...process.env, NODE_OPTIONS: '', REDIS_URL: '' }
    const { stdout } = await execute('npm', ['start', '--silent', '--workspace=samples/fleet'], {
      cwd: process.cwd(),
      env,
      timeout: 100_000,
    })
    for (const bot of ['ann', 'ben', 'cem']) expect(stdout).to.include(`${bot}: 200 messages handed to Redis`)
    expect(stdout).to.match(/^relay: 600 messages delivered, [1-9]\d* retries$/m)
    expect(stdout).to.match(/^tracker: 30 of 30 conversations in order$/m)
  })
})
