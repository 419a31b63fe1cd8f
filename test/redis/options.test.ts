import { expect } from 'chai'
import { Cluster, Redis } from 'ioredis'
import { ConfigError, MissingPeerError } from '../../src/errors'
import { createRelay, RedisTransport } from '../../src/redis'
import { createClient } from '../../src/redis/connection/create-client'
import { loadRedisPeer } from '../../src/redis/connection/peers'
import { resolveRelayOptions } from '../../src/redis/relay/relay-options'
import { MemoryTransport } from '../../src/transports/memory'

const url = 'redis://127.0.0.1:6379'

function refused(create: () => unknown): string {
  try {
    create()
  } catch (error) {
    if (error instanceof ConfigError) return error.option
    throw error
  }
  return expect.fail('no ConfigError')
}

describe("a fleet's options", () => {
  const wrong: Record<string, [option: string, options: object]> = {
    'no connection': ['connection', {}],
    'an address that is not a Redis URL': ['connection', { connection: 'http://127.0.0.1' }],
    'an address that is not a URL': ['connection', { connection: 'redis://[' }],
    'a connection of null': ['connection', { connection: null }],
    'a list': ['connection', { connection: [url] }],
    'a cluster without nodes': ['connection', { connection: { nodes: [] } }],
    'a client that prefixes its keys': ['connection', { connection: { keyPrefix: 'app:' } }],
    'a cluster that prefixes its keys': [
      'connection',
      { connection: { nodes: [url], options: { redisOptions: { keyPrefix: 'app:' } } } },
    ],
    'credentials that are not a function': ['credentials', { connection: url, credentials: 'secret' }],
    'a name with a brace': ['name', { connection: url, name: 'a{b' }],
    'an empty name': ['name', { connection: url, name: '' }],
    'no partitions': ['partitions', { connection: url, partitions: 0 }],
    'half a partition': ['partitions', { connection: url, partitions: 1.5 }],
    'too many partitions': ['partitions', { connection: url, partitions: 4_097 }],
    'an unknown option': ['partitionz', { connection: url, partitionz: 8 }],
  }
  for (const [what, [option, options]] of Object.entries(wrong)) {
    it(`refuse ${what}, of the transport and of the relay`, () => {
      expect(refused(() => new RedisTransport(options as never))).to.equal(option)
      const relay = { ...options, transport: new MemoryTransport() }
      expect(refused(() => createRelay(relay as never))).to.equal(option)
    })
  }

  it('refuse a relay without a transport', () => {
    expect(refused(() => createRelay({ connection: url } as never))).to.equal('transport')
  })

  it('have the defaults that the documentation gives', () => {
    const resolved = resolveRelayOptions({ connection: url, transport: new MemoryTransport() })
    expect(resolved).to.include({
      name: 'dashbot',
      maxConcurrency: 64,
      maxAgeMs: 86_400_000,
      leaseMs: 10_000,
      keepDead: 1_000,
    })
    expect(resolved.partitions).to.equal(undefined)
  })
})

describe('createClient', () => {
  const overrides = {
    single: { lazyConnect: true, maxRetriesPerRequest: 0 },
    cluster: { lazyConnect: true, redisOptions: { maxRetriesPerRequest: 0 } },
  }
  const create = (connection: Parameters<typeof createClient>[1]) =>
    createClient({ Redis, Cluster }, connection, overrides)

  it('takes a URL', () => {
    expect(create('redis://:secret@10.0.0.1:6380/2').options).to.include({
      host: '10.0.0.1',
      port: 6380,
      db: 2,
      password: 'secret',
      ...overrides.single,
    })
  })

  it('takes options, and wins over them where it must', () => {
    const given = { host: '10.0.0.1', maxRetriesPerRequest: 20 }
    expect(create(given).options).to.include({ host: '10.0.0.1', ...overrides.single })
    expect(given.maxRetriesPerRequest).to.equal(20)
  })

  it('copies a client, and leaves it alone', () => {
    const given = new Redis({ host: '10.0.0.1', lazyConnect: true })
    const client = create(given)
    expect(client).to.not.equal(given)
    expect(client.options).to.include({ host: '10.0.0.1', ...overrides.single })
    expect(given.options.maxRetriesPerRequest).to.equal(20)
    expect(given.status).to.equal('wait')
  })

  it('takes the nodes of a cluster with their options', () => {
    const client = create({ nodes: [url], options: { redisOptions: { password: 'secret' } } })
    expect(client).to.be.instanceOf(Cluster)
    expect(client.options).to.have.deep.property('redisOptions', {
      password: 'secret',
      maxRetriesPerRequest: 0,
    })
  })

  it('copies the client of a cluster, and leaves it alone', () => {
    const given = new Cluster([url], { lazyConnect: true, redisOptions: { password: 'secret' } })
    const client = create(given)
    expect(client).to.be.instanceOf(Cluster).and.not.equal(given)
    expect(client.options).to.have.nested.property('redisOptions.password', 'secret')
    expect(given.options.redisOptions).to.deep.equal({ password: 'secret' })
  })
})

describe('loadRedisPeer', () => {
  it('names the package to install', () => {
    const load = () => loadRedisPeer(() => require('a-package-that-is-not-installed'))
    expect(load).to.throw(MissingPeerError, 'npm install ioredis')
  })

  it('passes on that a package is broken', () => {
    const broken = () => {
      throw new SyntaxError('broken')
    }
    expect(() => loadRedisPeer(broken)).to.throw(SyntaxError)
  })
})
