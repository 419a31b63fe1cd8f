import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { ConfigError, type DashbotError, TransportError } from '../../../src/errors'
import { createRelay, RedisTransport, type Relay } from '../../../src/redis'
import { HttpTransport } from '../../../src/transports/http'
import { MemoryTransport } from '../../../src/transports/memory'
import type { Envelope } from '../../../src/wire/envelope'
import { conversations, numbered } from '../../support/conversations'
import { CountingProxy } from '../../support/counting-proxy'
import { accept, FakeTracker, status } from '../../support/fake-tracker'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const { signal } = new AbortController()

/** A send is settled by then, in ms, with some room for a busy machine's timers. */
const SETTLED_MS = 2_000

describe('RedisTransport', () => {
  let server: RedisServer
  let redis: Redis
  const opened: { close(): Promise<void> }[] = []

  const transportTo = (connection: string, partitions?: number): RedisTransport => {
    const transport = new RedisTransport({ connection, partitions })
    opened.push(transport)
    return transport
  }
  const relayTo = (
    transport: MemoryTransport | HttpTransport,
    onError = (_: DashbotError): void => {},
  ): Relay => {
    const relay = createRelay({ connection: server.url, transport, onError, onDrop: () => {} })
    opened.push(relay)
    return relay
  }

  before(function () {
    needsRedis(this)
  })
  beforeEach(async () => {
    server = await RedisServer.start('--appendonly', 'yes')
    redis = new Redis(server.url)
    redis.on('error', () => {})
  })
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
    redis?.disconnect()
    await server?.remove()
  })

  it('takes what arrives together in one round trip', async () => {
    const proxy = await CountingProxy.start(server.port)
    const transport = transportTo(`redis://127.0.0.1:${proxy.port}`)
    await transport.send(numbered('first', 0), { signal })
    await sendAll(transport, conversations(20, 20))

    proxy.roundTrips = 0
    await sendAll(transport, conversations(20, 40))
    expect(proxy.roundTrips).to.equal(1)
    await transport.close()
    await proxy.close()
  })

  it('takes a message once, before and after its delivery', async () => {
    const transport = transportTo(server.url)
    const envelope = numbered('user', 0)
    await sendAll(transport, [envelope, envelope, numbered('user', 1)])
    await transport.send(envelope, { signal })

    const received = new MemoryTransport()
    const relay = relayTo(received)
    await until('both have arrived', () => received.envelopes.length >= 2)
    await transport.send(envelope, { signal })
    await transport.send(numbered('user', 2), { signal })
    await until('the last has arrived', () => relay.stats().delivered >= 3)
    expect(received.envelopes.map(({ json }) => JSON.parse(json).text)).to.deep.equal([
      'message 0',
      'message 1',
      'message 2',
    ])
  })

  it('never shows Redis the API key, also where the tracker refuses messages', async () => {
    const tracker = await FakeTracker.start()
    tracker.behave = (index) => (index < 2 ? status(401) : accept)
    const http = new HttpTransport({ apiKey: 'SECRET-KEY', serverRoot: tracker.url })
    const relay = relayTo(http)
    await sendAll(transportTo(server.url), conversations(1, 5))
    await until('all have come to an end', () => relay.stats().delivered === 3)
    await relay.close()

    const folder = join(server.directory, 'appendonlydir')
    const written = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
    expect(written.join()).to.include('message 4').and.not.include('SECRET')
    expect(tracker.requests.map(({ query }) => query.apiKey)).to.include('SECRET-KEY')
    await tracker.close()
  })

  it('says that the number of partitions differs from that of the fleet', async () => {
    await transportTo(server.url, 8).send(numbered('user', 0), { signal })
    const error = await rejection(transportTo(server.url, 4).send(numbered('user', 1), { signal }))
    expect(error.message).to.include('partitions is 4 here').and.include('works with 8')
    expect(error.retryable).to.equal(true)
  })

  it('lets an idle process end', async () => {
    const child = spawn(process.execPath, [join(__dirname, 'processes', 'one-message.js'), server.url], {
      stdio: 'inherit',
    })
    const [code] = await once(child, 'exit')
    expect(code).to.equal(0)
    expect(await redis.exists('{dashbot}:partitions')).to.equal(1)
  })

  describe('with Redis down', () => {
    for (const [what, prepare] of Object.entries({
      'stopped before the first send': async () => server.stop(),
      'frozen before the first send': async () => server.freeze(),
      'stopped between sends': async (transport: RedisTransport) => {
        await transport.send(numbered('user', 0), { signal })
        await server.stop()
      },
      'frozen between sends': async (transport: RedisTransport) => {
        await transport.send(numbered('user', 0), { signal })
        server.freeze()
      },
    })) {
      it(`rejects within 2 s when it is ${what}, time after time`, async () => {
        const transport = transportTo(server.url)
        await prepare(transport)
        for (let attempt = 1; attempt < 4; attempt += 1) {
          const startedAt = performance.now()
          const error = await rejection(transport.send(numbered('user', attempt), { signal }))
          expect(performance.now() - startedAt).to.be.below(SETTLED_MS)
          expect(error.retryable).to.equal(true)
        }
      })
    }

    it('takes the same message up again once Redis is back', async () => {
      const transport = transportTo(server.url)
      const envelope = numbered('user', 1)
      await transport.send(numbered('user', 0), { signal })
      server.freeze()
      await rejection(transport.send(envelope, { signal }))
      server.thaw()
      await transport.send(envelope, { signal })
      await server.stop()
      await rejection(transport.send(numbered('user', 2), { signal }))
      await server.start()
      await transport.send(numbered('user', 2), { signal })

      const received = new MemoryTransport()
      const relay = relayTo(received)
      await until('all have arrived', () => relay.stats().delivered >= 3)
      expect(received.envelopes.map(({ json }) => JSON.parse(json).text)).to.deep.equal([
        'message 0',
        'message 1',
        'message 2',
      ])
    })

    it('gives up with the signal', async () => {
      const transport = transportTo(server.url)
      await transport.send(numbered('user', 0), { signal })
      server.freeze()
      const controller = new AbortController()
      const sending = rejection(transport.send(numbered('user', 1), { signal: controller.signal }))
      controller.abort()
      expect((await sending).message).to.include('given up')
    })

    it('closes at once', async () => {
      const transport = transportTo(server.url)
      await transport.send(numbered('user', 0), { signal })
      server.freeze()
      const startedAt = performance.now()
      await transport.close()
      expect(performance.now() - startedAt).to.be.below(100)
    })
  })

  it('reports through a relay that Redis may throw messages away', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    const errors: DashbotError[] = []
    await relayTo(new MemoryTransport(), (error) => errors.push(error)).ready
    expect(errors).to.have.length(1)
    expect(errors[0]).to.be.instanceOf(ConfigError).and.have.property('message').that.includes('noeviction')
  })
})

async function sendAll(transport: RedisTransport, envelopes: readonly Envelope[]): Promise<void> {
  await Promise.all(
    envelopes.map((envelope) => transport.send(envelope, { signal: new AbortController().signal })),
  )
}

async function rejection(sending: Promise<void>): Promise<TransportError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).to.be.instanceOf(TransportError)
  return error as TransportError
}
