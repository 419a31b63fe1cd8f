import { expect } from 'chai'
import type { DashbotError } from '../../../src/errors'
import { createRelay, type RedisConnection, RedisTransport } from '../../../src/redis'
import { isCluster } from '../../../src/redis/connection/create-client'
import { Link, type LinkSettings } from '../../../src/redis/connection/link'
import { loadRedisPeer } from '../../../src/redis/connection/peers'
import { MemoryTransport } from '../../../src/transports/memory'
import { numbered } from '../../support/conversations'
import { freePort } from '../../support/free-port'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const { signal } = new AbortController()

describe('Credentials that are renewed', () => {
  let server: RedisServer
  const closed: (() => unknown)[] = []
  /** What the bot's and the relay's `credentials` return. */
  let current: { username: string; password: string }
  let asked = 0

  const credentials = async () => {
    asked += 1
    return current
  }

  before(function () {
    needsRedis(this)
  })
  beforeEach(() => {
    current = { username: 'one', password: 'first' }
    asked = 0
  })
  afterEach(async () => {
    for (const close of closed.splice(0)) await close()
    await server?.remove()
  })

  async function start(...settings: readonly string[]): Promise<void> {
    server = await RedisServer.start(...settings)
    await setPassword('one', 'first')
  }

  const setPassword = (user: string, password: string) =>
    server.ask((redis) =>
      redis.call('ACL', 'SETUSER', user, 'reset', 'on', `>${password}`, '~*', '&*', '+@all'),
    )

  const killConnectionsOf = (user: string) =>
    server.ask((redis) => redis.call('CLIENT', 'KILL', 'USER', user))

  function linkTo(connection: RedisConnection, settings: Partial<LinkSettings> = {}): Link {
    const link = new Link(loadRedisPeer(), {
      connection,
      credentials,
      commandTimeoutMs: 2_000,
      isPersistent: true,
      renewalMs: 50,
      ...settings,
    })
    closed.push(() => link.end())
    return link
  }

  it('authenticate the open connection again, which stays open', async () => {
    await start()
    await setPassword('two', 'second')
    const link = linkTo(server.url)
    await link.connect()
    const connection = await link.client.call('CLIENT', 'ID')
    expect(await link.client.call('ACL', 'WHOAMI')).to.equal('one')
    current = { username: 'two', password: 'second' }
    await until(
      'it is the other user',
      async () => (await link.client.call('ACL', 'WHOAMI')) === 'two',
      5_000,
    )
    expect(await link.client.call('CLIENT', 'ID')).to.equal(connection)
  })

  it('authenticate the open connections of a cluster again', async () => {
    const bus = `${await freePort()}`
    await start('--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-announce-ip', '127.0.0.1')
    await setPassword('two', 'second')
    await server.ask((redis) => redis.cluster('ADDSLOTSRANGE', 0, 16_383))
    await until('the cluster works', async () =>
      `${await server.ask((redis) => redis.cluster('INFO'))}`.includes('cluster_state:ok'),
    )
    const link = linkTo({ nodes: [server.url] })
    await link.connect()
    const { client } = link
    if (!isCluster(client)) expect.fail('it is not a client of a cluster')
    const usersOfNodes = () => Promise.all(client.nodes('all').map((node) => node.call('ACL', 'WHOAMI')))
    expect(new Set(await usersOfNodes())).to.deep.equal(new Set(['one']))
    current = { username: 'two', password: 'second' }
    await until(
      'all are the other user',
      async () => (await usersOfNodes()).every((user) => user === 'two'),
      5_000,
    )
  })

  it('leave the open connection as it was where Redis refuses them, and are tried again', async () => {
    await start()
    const link = linkTo(server.url)
    await link.connect()
    current = { username: 'one', password: 'wrong' }
    await until('they were refused', () => link.connectionError !== undefined, 5_000)
    expect(link.connectionError?.message).to.match(/WRONGPASS/)
    expect(await link.client.call('ACL', 'WHOAMI')).to.equal('one')
  })

  it('let a bot and a relay go on when a password is changed and their connections are closed', async () => {
    await start()
    const received = new MemoryTransport()
    const errors: DashbotError[] = []
    const relay = createRelay({
      connection: server.url,
      credentials,
      transport: received,
      leaseMs: 2_000,
      onError: (error) => errors.push(error),
    })
    const bot = new RedisTransport({ connection: server.url, credentials })
    closed.push(
      () => relay.close(),
      () => bot.close(),
    )
    await relay.ready
    await bot.send(numbered('user', 0), { signal })
    await until('the first has arrived', () => received.envelopes.length === 1)
    const before = asked
    await setPassword('one', 'second')
    current = { username: 'one', password: 'second' }
    await killConnectionsOf('one')
    await until('the bot goes on', () =>
      bot.send(numbered('user', 1), { signal }).then(
        () => true,
        () => false,
      ),
    )
    await until('the second has arrived', () => received.envelopes.length === 2, 20_000)
    expect(asked).to.be.above(before)
    expect(relay.isWorking).to.equal(true)
  })
})
