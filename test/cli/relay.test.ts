import { expect } from 'chai'
import { UsageError } from '../../src/cli/command'
import { readRelaySettings } from '../../src/cli/relay'
import { ConfigError } from '../../src/errors'

const env = { DASHBOT_API_KEY: 'KEY' }
const redis = 'redis://127.0.0.1:6379'

describe('the settings of the command relay', () => {
  it('have the defaults of the library where nothing is given', () => {
    expect(readRelaySettings(['--redis', redis], env)).to.deep.equal({
      http: { apiKey: 'KEY', serverRoot: 'https://tracker.dashbot.io' },
      relay: {
        connection: redis,
        queueName: undefined,
        shards: undefined,
        maxAgeMs: 3_600_000,
      },
      graceMs: 10_000,
    })
  })

  it('are read from the arguments', () => {
    const args = ['--redis', redis, '--queue', 'bots', '--shards', '16', '--grace', '25']
    const { relay, graceMs } = readRelaySettings(args, env)
    expect(relay).to.include({ connection: redis, queueName: 'bots', shards: 16 })
    expect(graceMs).to.equal(25_000)
  })

  it('are read from the environment', () => {
    const { http, relay } = readRelaySettings([], {
      ...env,
      REDIS_URL: redis,
      DASHBOT_SERVER_ROOT: 'https://tracker.dimensionlabs.io/',
    })
    expect(http.serverRoot).to.equal('https://tracker.dimensionlabs.io')
    expect(relay).to.include({ connection: redis, maxAgeMs: 86_400_000 })
  })

  it('prefer the argument to the environment', () => {
    const { relay } = readRelaySettings(['--redis', redis], { ...env, REDIS_URL: 'redis://elsewhere' })
    expect(relay.connection).to.equal(redis)
  })

  for (const args of [
    [],
    ['--redis', redis, '--shards', '0'],
    ['--redis', redis, '--shards', 'many'],
    ['--redis', redis, '--grace', '-1'],
    ['--redis', redis, '--grace', '1.5'],
    ['--redis'],
    ['--redis', redis, '--api-key', 'KEY'],
    ['--redis', redis, 'more'],
  ]) {
    it(`refuse ${args.join(' ') || 'no arguments'}`, () => {
      expect(() => readRelaySettings(args, env)).to.throw(UsageError)
    })
  }

  it('take the key from the environment alone', () => {
    expect(() => readRelaySettings(['--redis', redis], {})).to.throw(ConfigError, 'DASHBOT_API_KEY')
  })
})
