import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { ConfigError, type DashbotError, TransportError } from '../../../src/errors'
import { createRelay, type RedisConnection, RedisTransport, type Relay } from '../../../src/redis'
import { MemoryTransport } from '../../../src/transports/memory'
import { Authority } from '../../support/certificates'
import { numbered } from '../../support/conversations'
import { freePort } from '../../support/free-port'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const { signal } = new AbortController()

/** Skips a suite, and says why, where Redis was built without TLS or openssl is missing. */
function needsTls(test: Mocha.Context): void {
  // It names the first directive that it does not know.
  const { stdout, stderr } = spawnSync('redis-server', ['--tls-port', '0', '--no-such-directive', '1'])
  const isWithout = `${stdout}${stderr}`.includes("'tls-port")
  const isMissing = spawnSync('openssl', ['version']).error !== undefined
  if (!isWithout && !isMissing) return
  console.warn(`      ${isWithout ? 'redis-server was built without TLS' : 'openssl is not installed'}`)
  test.skip()
}

describe('A fleet whose Redis speaks TLS', () => {
  let authority: Authority
  let other: Authority
  const servers: RedisServer[] = []
  const closed: { close(): Promise<unknown> }[] = []
  let errors: DashbotError[]

  before(async function () {
    needsRedis(this)
    needsTls(this)
    authority = await Authority.create()
    other = await Authority.create()
  })
  beforeEach(() => {
    errors = []
  })
  afterEach(async () => {
    for (const each of closed.splice(0)) await each.close()
    for (const server of servers.splice(0)) await server.remove()
  })
  after(() => {
    authority?.remove()
    other?.remove()
  })

  async function startTls(...settings: readonly string[]): Promise<{ server: RedisServer; port: number }> {
    const port = await freePort()
    const server = await RedisServer.start(...authority.settings(port), ...settings)
    servers.push(server)
    return { server, port }
  }

  const startForAll = () => startTls('--tls-auth-clients', 'no')

  function relayTo(connection: RedisConnection, transport = new MemoryTransport()): Relay {
    const relay = createRelay({
      connection,
      transport,
      onDrop: () => {},
      onError: (error) => errors.push(error),
    })
    closed.push(relay)
    return relay
  }

  function botTo(connection: RedisConnection): RedisTransport {
    const bot = new RedisTransport({ connection })
    closed.push(bot)
    return bot
  }

  async function assertDelivered(connection: RedisConnection): Promise<void> {
    const received = new MemoryTransport()
    const relay = relayTo(connection, received)
    await relay.ready
    await botTo(connection).send(numbered('user', 0), { signal })
    await until('the message has arrived', () => received.envelopes.length === 1)
    expect(errors).to.deep.equal([])
  }

  async function assertRefused(connection: RedisConnection, cause: RegExp): Promise<void> {
    const reason = await relayTo(connection).ready.catch((error: unknown) => error)
    expect(reason).to.be.instanceOf(ConfigError).with.property('message').that.matches(cause)
    await assertBotNames(connection, cause)
  }

  async function assertBotNames(connection: RedisConnection, cause: RegExp): Promise<void> {
    const error = await botTo(connection)
      .send(numbered('user', 0), { signal })
      .catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(TransportError).that.includes({ retryable: true })
    expect((error as Error).message).to.match(cause)
  }

  it('delivers with the certificate of its authority', async () => {
    const { port } = await startForAll()
    await assertDelivered({ host: '127.0.0.1', port, tls: { ca: authority.ca } })
  })

  it('delivers with a certificate of its own where Redis asks for one', async () => {
    const { port } = await startTls()
    await assertDelivered({ host: '127.0.0.1', port, tls: { ca: authority.ca, ...authority.client } })
  })

  it('delivers over a cluster', async () => {
    const bus = `${await freePort()}`
    const { server, port } = await startTls(
      ...['--tls-auth-clients', 'no', '--tls-cluster', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      ...['--cluster-enabled', 'yes', '--cluster-port', bus],
    )
    await server.ask((redis) => redis.cluster('ADDSLOTSRANGE', 0, 16_383))
    await until('the cluster works', async () =>
      `${await server.ask((redis) => redis.cluster('INFO'))}`.includes('cluster_state:ok'),
    )
    await assertDelivered({
      nodes: [{ host: '127.0.0.1', port }],
      options: { redisOptions: { tls: { ca: authority.ca } } },
    })
  })

  it('names an authority that is not trusted', async () => {
    const { port } = await startForAll()
    const cause = /certificate.*tls\.ca/
    await assertRefused({ host: '127.0.0.1', port, tls: { ca: other.ca } }, cause)
    await assertRefused(`rediss://127.0.0.1:${port}`, cause)
  })

  it('names a certificate that is for another host', async () => {
    const port = await freePort()
    servers.push(
      await RedisServer.start(...authority.settings(port, 'other-host'), '--tls-auth-clients', 'no'),
    )
    await assertRefused({ host: '127.0.0.1', port, tls: { ca: authority.ca } }, /altnames.*tls\.servername/)
  })

  it('names the certificate that it lacks itself', async () => {
    const { port } = await startTls()
    await assertRefused({ host: '127.0.0.1', port, tls: { ca: authority.ca } }, /tls\.cert and tls\.key/)
  })

  it('says that the port expects TLS where it is spoken to without', async () => {
    const { port } = await startForAll()
    const relay = relayTo(`redis://127.0.0.1:${port}`)
    await until('the relay names the cause', () => errors.length > 0, 10_000)
    expect(errors[0]?.message).to.match(/expects TLS/)
    expect(relay.isWorking).to.equal(false)
    await assertBotNames(`redis://127.0.0.1:${port}`, /expects TLS/)
  })

  it('says that the port does not speak TLS where it is spoken to with it', async () => {
    const { server } = await startForAll()
    const connection = { host: '127.0.0.1', port: server.port, tls: { ca: authority.ca } }
    relayTo(connection).ready.catch(() => {})
    await until('the relay names the cause', () => errors.length > 0, 15_000)
    expect(errors[0]?.message).to.match(/TLS/)
    await assertBotNames(connection, /TLS/)
  })
})
