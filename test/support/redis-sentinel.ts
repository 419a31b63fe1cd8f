import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeDirectory, removeDirectory } from './directory'
import { freePort } from './free-port'
import { RedisServer } from './redis-server'
import { until } from './until'

/** What the sentinel calls the master. */
const NAME = 'mymaster'

/** A real master with a replica, and a sentinel that promotes the replica when the master is gone. */
export class RedisSentinel {
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly #directory = makeDirectory()
  readonly #port: number
  #child: ChildProcess | undefined

  private constructor(master: RedisServer, replica: RedisServer, port: number) {
    this.master = master
    this.replica = replica
    this.#port = port
  }

  static async start(): Promise<RedisSentinel> {
    const settings = ['--appendonly', 'yes', '--repl-diskless-sync-delay', '0']
    const master = await RedisServer.start(...settings)
    const replica = await RedisServer.start(...settings, '--replicaof', '127.0.0.1', `${master.port}`)
    await until('the replica follows', async () =>
      (await replica.ask((redis) => redis.info('replication'))).includes('master_link_status:up'),
    )
    const sentinel = new RedisSentinel(master, replica, await freePort())
    await sentinel.#watch()
    return sentinel
  }

  /** As bots and relays are given it. */
  get connection() {
    return { sentinels: [{ host: '127.0.0.1', port: this.#port }], name: NAME }
  }

  /** Kills the master, and resolves once the replica has taken over. */
  async killMaster(): Promise<void> {
    await this.master.stop('SIGKILL')
    await until('the replica has taken over', async () =>
      (await this.replica.ask((redis) => redis.info('replication'))).includes('role:master'),
    )
  }

  async remove(): Promise<void> {
    const child = this.#child
    if (child?.exitCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await Promise.all([this.master.remove(), this.replica.remove()])
    removeDirectory(this.#directory)
  }

  /** Resolves once the sentinel knows the replica. */
  async #watch(): Promise<void> {
    // It writes its state into this file.
    const file = join(this.#directory, 'sentinel.conf')
    const lines = [
      `port ${this.#port}`,
      'bind 127.0.0.1',
      `dir ${this.#directory}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${this.master.port} 1`,
      `sentinel down-after-milliseconds ${NAME} 1000`,
      `sentinel failover-timeout ${NAME} 10000`,
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    const child = spawn('redis-server', [file, '--sentinel'], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('+slave')) {
        child.stdout.resume()
        return
      }
    }
    throw new Error(`the sentinel ended at its start with code ${child.exitCode}`)
  }
}
