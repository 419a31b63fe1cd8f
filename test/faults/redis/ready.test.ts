import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { ConfigError, type DashbotError, TransportError } from '../../../src/errors'
import { createRelay, type RedisConnection, RedisTransport, type Relay } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { numbered } from '../../support/conversations'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const { signal } = new AbortController()

describe('What a relay and a bot say of a Redis that does not do its part', () => {
  const servers: { remove(): Promise<unknown> }[] = []
  const closed: { close(): Promise<unknown> }[] = []
  let errors: DashbotError[]

  before(function () {
    needsRedis(this)
  })
  beforeEach(() => {
    errors = []
  })
  afterEach(async () => {
    for (const each of closed.splice(0)) await each.close()
    for (const server of servers.splice(0)) await server.remove()
  })

  async function start(...settings: readonly string[]): Promise<RedisServer> {
    const server = await RedisServer.start(...settings)
    servers.push(server)
    return server
  }

  function relayTo(connection: RedisConnection): Relay {
    const options = { connection, transport: new MemoryTransport(), onDrop: () => {} }
    const relay = createRelay({ ...options, onError: (error) => errors.push(error) })
    closed.push(relay)
    return relay
  }

  async function botsError(connection: RedisConnection): Promise<string> {
    const transport = new RedisTransport({ connection })
    closed.push(transport)
    const error = await transport.send(numbered('user', 0), { signal }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(TransportError).with.property('retryable', true)
    return (error as Error).message
  }

  async function assertRefused(connection: RedisConnection, cause: RegExp): Promise<void> {
    const reason = await relayTo(connection).ready.catch((error: unknown) => error)
    expect(reason).to.be.instanceOf(ConfigError)
    expect((reason as Error).message).to.match(cause)
    expect(errors).to.deep.equal([reason])
    expect(await botsError(connection)).to.match(cause)
  }

  async function assertWaiting(connection: RedisConnection, cause: RegExp): Promise<Relay> {
    const relay = relayTo(connection)
    let isReady = false
    void relay.ready.then(() => {
      isReady = true
    })
    await until('the relay names the cause', () => errors.some(({ message }) => cause.test(message)), 10_000)
    expect([isReady, relay.isWorking]).to.deep.equal([false, false])
    expect(await botsError(connection)).to.match(cause)
    return relay
  }

  it('a wrong password', async () => {
    const { port } = await start('--requirepass', 'right')
    await assertRefused(`redis://:wrong@127.0.0.1:${port}`, /WRONGPASS.*check the user name and the password/)
  })

  it('no password where one is needed', async () => {
    const { url } = await start('--requirepass', 'right')
    await assertRefused(url, /NOAUTH.*check the user name and the password/)
  })

  it('no permission for a command', async () => {
    const { port } = await start('--user', 'bot', 'on', '>pw', '~*', '+@all', '-eval')
    await assertRefused(`redis://bot:pw@127.0.0.1:${port}`, /'eval'.*grant it in the ACL/i)
  })

  it('a port that is not a Redis', async () => {
    const http: Server = createServer().listen(0, '127.0.0.1')
    servers.push({ remove: async () => http.close() })
    await once(http, 'listening')
    const { port } = http.address() as AddressInfo
    await assertRefused(`redis://127.0.0.1:${port}`, /not Redis/)
  })

  it('TLS to a plain port', async () => {
    const { port } = await start()
    const relay = relayTo(`rediss://127.0.0.1:${port}`)
    const reason = await Promise.race([relay.ready.catch((error: unknown) => error), sleep(8_000)])
    const message = reason instanceof Error ? reason.message : errors.map(({ message }) => message).join()
    expect(message).to.match(/TLS/)
  })

  it('a replica that is read-only', async () => {
    const master = await start()
    const replica = await start('--replicaof', '127.0.0.1', `${master.port}`)
    await assertWaiting(replica.url, /READONLY.*this is a replica/)
  })

  it('a full memory, until there is room', async () => {
    const server = await start('--maxmemory', '1')
    const relay = await assertWaiting(server.url, /OOM.*out of memory/)
    const redis = new Redis(server.url)
    await redis.config('SET', 'maxmemory', '0')
    redis.disconnect()
    await relay.ready
    expect(relay.isWorking).to.equal(true)
  })

  it('nothing there, until it is', async () => {
    const server = await start()
    await server.stop()
    const relay = await assertWaiting(server.url, /ECONNREFUSED/)
    await server.start()
    await relay.ready
    expect(relay.isWorking).to.equal(true)
  })
})
