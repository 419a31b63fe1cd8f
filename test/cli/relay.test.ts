import { expect } from 'chai'
import { UsageError } from '../../src/cli/command'
import { statusTable } from '../../src/cli/fleet'
import { relay as command, readRelaySettings } from '../../src/cli/relay'
import { ConfigError } from '../../src/errors'

const env = { DASHBOT_API_KEY: 'KEY' }
const redis = 'redis://127.0.0.1:6379'

describe('the settings of the command relay', () => {
  it('have the defaults of the library where nothing is given', () => {
    expect(readRelaySettings(['--redis', redis], env)).to.deep.equal({
      http: { apiKey: 'KEY', serverRoot: 'https://tracker.dashbot.io' },
      relay: {
        connection: redis,
        name: undefined,
        partitions: undefined,
        maxAgeMs: 3_600_000,
      },
      graceMs: 10_000,
      healthPort: undefined,
    })
  })

  it('are read from the arguments', () => {
    const args = [
      '--redis',
      redis,
      '--name',
      'bots',
      '--partitions',
      '16',
      '--grace',
      '25',
      '--healthz',
      '8080',
    ]
    const { relay, graceMs, healthPort } = readRelaySettings(args, env)
    expect(relay).to.include({ connection: redis, name: 'bots', partitions: 16 })
    expect([graceMs, healthPort]).to.deep.equal([25_000, 8_080])
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
    ['--redis', redis, '--partitions', '0'],
    ['--redis', redis, '--partitions', 'many'],
    ['--redis', redis, '--grace', '-1'],
    ['--redis', redis, '--grace', '1.5'],
    ['--redis'],
    ['--redis', redis, '--api-key', 'KEY'],
    ['--redis', redis, 'more'],
    ['--cluster', '--redis', `${redis},elsewhere`],
    ['--redis', redis, '--healthz', '70000'],
  ]) {
    it(`refuse ${args.join(' ') || 'no arguments'}`, () => {
      expect(() => readRelaySettings(args, env)).to.throw(UsageError)
    })
  }

  it('take several nodes of a cluster, with the password and the TLS of the first', () => {
    const nodes = 'rediss://bot:p%40ss@10.0.0.1:6379,rediss://10.0.0.2:6379'
    expect(readRelaySettings(['--cluster', '--redis', nodes], env).relay.connection).to.deep.equal({
      nodes: nodes.split(','),
      options: { redisOptions: { username: 'bot', password: 'p@ss', tls: {} } },
    })
  })

  it('take the key from the environment alone', () => {
    expect(() => readRelaySettings(['--redis', redis], {})).to.throw(ConfigError, 'DASHBOT_API_KEY')
  })
})

describe('relay with an option that the action does not take', () => {
  const idle: readonly (readonly [readonly string[], string])[] = [
    [['--reason', 'expired'], '--reason has no meaning where messages are delivered'],
    [['--id', 'ID'], '--id has no meaning where messages are delivered'],
    [['--json'], '--json has no meaning where messages are delivered'],
    [['--status', '--reason', 'expired'], '--reason has no meaning with --status'],
    [['--retry', '--limit', '1'], '--limit has no meaning with --retry'],
    [['--migrate', '8', '--partitions', '4'], '--partitions has no meaning with --migrate'],
    [['--dead', '--healthz', '8080'], '--healthz has no meaning with --dead'],
  ]
  for (const [args, message] of idle) {
    it(`is refused: ${args.join(' ')}`, async () => {
      const error = await command.run(['--redis', redis, ...args]).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(UsageError)
      expect(error).to.have.property('message', message)
    })
  }
})

describe('the table of relay --status', () => {
  it('has a line for each partition that is not empty, and the sums', () => {
    const partitions = [
      { partition: 0, waiting: 12, oldestAt: 1_000, dead: 0, owner: '0123456789abcdef' },
      { partition: 1, waiting: 0, oldestAt: undefined, dead: 3, owner: undefined },
      { partition: 2, waiting: 0, oldestAt: undefined, dead: 0, owner: 'fedcba9876543210' },
    ]
    const table = statusTable({ partitions, relays: ['a', 'b'], pauseMs: 1_500 }, 61_000)
    expect(table.split('\n')).to.deep.equal([
      'partition  waiting  oldest  dead     owner',
      '        0       12    60 s     0  01234567',
      '        1        0       -     3         -',
      '      all       12    60 s     3   2 owned',
      '2 relays, 1 partitions empty, the tracker asked to be left alone for 2 s',
    ])
  })
})
