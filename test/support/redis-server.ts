import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { freePort } from './free-port'

const COMMAND = 'redis-server'

export const isRedisInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, COMMAND)))

/** Skips a suite with a message where there is no Redis to test with. */
export function needsRedis(test: Mocha.Context): void {
  if (isRedisInstalled) return
  console.warn('      redis-server is not installed: apt-get install redis-server brings it in')
  test.skip()
}

/** A real redis-server of its own on loopback, with its files in a directory that goes with it. */
export class RedisServer {
  readonly port: number
  /** Where its append-only file is. */
  readonly directory: string
  readonly #settings: readonly string[]
  #child: ChildProcess | undefined

  private constructor(port: number, settings: readonly string[]) {
    this.port = port
    this.#settings = settings
    this.directory = mkdtempSync(join(tmpdir(), 'redis-'))
  }

  /** @param settings Further command-line arguments, for example `--appendonly yes`. */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings)
    await server.start()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Starts it again, on the same port and with the same files. */
  async start(): Promise<void> {
    const { port } = this
    const fixed = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', this.directory, '--save', '']
    const child = spawn(COMMAND, [...fixed, ...this.#settings], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) {
        child.stdout.resume()
        return
      }
    }
    throw new Error(`redis-server ended at its start with code ${child.exitCode}`)
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined) return
    child.kill('SIGCONT')
    child.kill(signal)
    await once(child, 'exit')
  }

  /** Asks it something, on a connection for that alone. */
  async ask<Result>(question: (redis: Redis) => Promise<Result>): Promise<Result> {
    const redis = new Redis(this.url)
    try {
      return await question(redis)
    } finally {
      redis.disconnect()
    }
  }

  /** It keeps its sockets and answers nothing. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Stops it for good. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL')
    rmSync(this.directory, { recursive: true, force: true })
  }
}
