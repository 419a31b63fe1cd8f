import { expect } from 'chai'
import { Redis } from 'ioredis'
import { BullMqTransport, createRelay } from '../../src/bullmq'
import { createClient } from '../../src/bullmq/connect'
import { loadPeers } from '../../src/bullmq/peers'
import { resolveRelayOptions } from '../../src/bullmq/relay/relay-options'
import { ConfigError, MissingPeerError } from '../../src/errors'
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
    'an address that is no Redis URL': ['connection', { connection: 'http://127.0.0.1' }],
    'an address that is no URL': ['connection', { connection: 'redis://[' }],
    'a connection of null': ['connection', { connection: null }],
    "a cluster's client": ['connection', { connection: { isCluster: true } }],
    'a client that prefixes its keys': ['connection', { connection: { keyPrefix: 'app:' } }],
    'a queue name with a colon': ['queueName', { connection: url, queueName: 'a:b' }],
    'an empty queue name': ['queueName', { connection: url, queueName: '' }],
    'no shards': ['shards', { connection: url, shards: 0 }],
    'half a shard': ['shards', { connection: url, shards: 1.5 }],
    'too many shards': ['shards', { connection: url, shards: 257 }],
    'an unknown option': ['shardz', { connection: url, shardz: 8 }],
  }
  for (const [what, [option, options]] of Object.entries(wrong)) {
    it(`refuse ${what}, of the transport and of the relay`, () => {
      expect(refused(() => new BullMqTransport(options as never))).to.equal(option)
      const relay = { ...options, transport: new MemoryTransport() }
      expect(refused(() => createRelay(relay as never))).to.equal(option)
    })
  }

  it('refuse a relay without a transport', () => {
    expect(refused(() => createRelay({ connection: url } as never))).to.equal('transport')
  })

  it('have the defaults that the documentation gives', () => {
    expect(resolveRelayOptions({ connection: url, transport: new MemoryTransport() })).to.include({
      queueName: 'dashbot',
      shards: 8,
      maxAgeMs: 86_400_000,
      keepFailed: 1_000,
      failoverMs: 10_000,
    })
  })
})

describe('createClient', () => {
  const overrides = { lazyConnect: true, maxRetriesPerRequest: 0 }

  it('takes a URL', () => {
    const { options } = createClient({ Redis }, 'redis://:secret@10.0.0.1:6380/2', overrides)
    expect(options).to.include({ host: '10.0.0.1', port: 6380, db: 2, password: 'secret', ...overrides })
  })

  it('takes options, and wins over them where it must', () => {
    const given = { host: '10.0.0.1', maxRetriesPerRequest: 20 }
    const { options } = createClient({ Redis }, given, overrides)
    expect(options).to.include({ host: '10.0.0.1', ...overrides })
    expect(given.maxRetriesPerRequest).to.equal(20)
  })

  it('copies a client, and leaves it alone', () => {
    const given = new Redis({ host: '10.0.0.1', lazyConnect: true })
    const client = createClient({ Redis }, given, overrides)
    expect(client).to.not.equal(given)
    expect(client.options).to.include({ host: '10.0.0.1', ...overrides })
    expect(given.options.maxRetriesPerRequest).to.equal(20)
    expect(given.status).to.equal('wait')
  })
})

describe('loadPeers', () => {
  it('names the packages to install', () => {
    const load = () => loadPeers(() => require('a-package-that-is-not-installed'))
    expect(load).to.throw(MissingPeerError, 'npm install bullmq ioredis')
  })

  it('passes on that a package is broken', () => {
    const broken = () => {
      throw new SyntaxError('broken')
    }
    expect(() => loadPeers(broken)).to.throw(SyntaxError)
  })
})
