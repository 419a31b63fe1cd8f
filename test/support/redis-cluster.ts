import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { freePort } from './free-port'
import { RedisServer } from './redis-server'
import { until } from './until'

const execute = promisify(execFile)

const MASTERS = 3

/** A real Redis Cluster of three masters with a replica each, on loopback. */
export class RedisCluster {
  readonly servers: readonly RedisServer[]

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers
  }

  static async start(): Promise<RedisCluster> {
    const servers: RedisServer[] = []
    for (let index = 0; index < 2 * MASTERS; index += 1) {
      const bus = `${await freePort()}`
      const settings = ['--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-node-timeout', '2000']
      servers.push(await RedisServer.start(...settings, '--appendonly', 'yes'))
    }
    const cluster = new RedisCluster(servers)
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
    await cli('--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes')
    await until('the cluster works', () => cluster.#isWorking())
    return cluster
  }

  get nodes(): readonly string[] {
    return this.servers.map(({ url }) => url)
  }

  /** Kills a master, and resolves once a replica of it has taken over. */
  async killMaster(): Promise<void> {
    const [doomed, survivor] = [this.servers[0], this.servers[1]]
    await doomed?.stop('SIGKILL')
    await sleep(1_000)
    await until('a replica has taken over', async () => {
      const info = await ask(survivor, (redis) => redis.cluster('INFO'))
      return String(info).includes('cluster_state:ok')
    })
  }

  /** Moves so many slots from one master to another. */
  async moveSlots(count: number): Promise<void> {
    const [, from, to] = this.servers
    const idOf = async (server: RedisServer | undefined) => ask(server, (redis) => redis.cluster('MYID'))
    await cli(
      ...['--cluster', 'reshard', `127.0.0.1:${from?.port}`, '--cluster-yes'],
      ...['--cluster-from', `${await idOf(from)}`, '--cluster-to', `${await idOf(to)}`],
      ...['--cluster-slots', `${count}`],
    )
  }

  async remove(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.remove()))
  }

  /** All slots are served, and each master has a replica. */
  async #isWorking(): Promise<boolean> {
    const states = await Promise.all(
      this.servers.map((server) => ask(server, (redis) => redis.cluster('INFO'))),
    )
    const roles = await Promise.all(
      this.servers.map((server) => ask(server, (redis) => redis.info('replication'))),
    )
    return (
      states.every((state) => String(state).includes('cluster_state:ok')) &&
      roles.filter((role) => role.includes('master_link_status:up')).length === MASTERS
    )
  }
}

async function ask<Result>(
  server: RedisServer | undefined,
  question: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(server?.url ?? '')
  try {
    return await question(redis)
  } finally {
    redis.disconnect()
  }
}

async function cli(...args: readonly string[]): Promise<void> {
  await execute('redis-cli', [...args], { timeout: 60_000 })
}
