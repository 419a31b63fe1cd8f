import type { Redis, RedisOptions } from 'ioredis'
import * as v from 'valibot'
import { ConfigError } from '../errors'

/** A Redis URL, ioredis options, or an ioredis client: of that, copies with sockets of their own are used. */
export type RedisConnection = string | RedisOptions | Redis

/** What the bots and the relays of a fleet must agree on. */
export interface FleetOptions {
  /** Where Redis is. A URL is `redis://` or `rediss://`. */
  readonly connection: RedisConnection
  /** Begins the names of the queues in Redis. @default 'dashbot' */
  readonly queueName?: string | undefined
  /**
   * How many queues the conversations are spread over: so many messages can be on their way to the tracker at once.
   * To change it, change `queueName` too. @default 8
   */
  readonly shards?: number | undefined
}

const MAX_SHARDS = 256
const shardCount = `a whole number from 1 to ${MAX_SHARDS}`
const queueName = 'a name of letters, digits, -, _ and .'

/**
 * Entries for `parseOptions`.
 * @internal
 */
export const fleetEntries = {
  connection: v.custom<RedisConnection>(
    isConnection,
    'a redis:// or rediss:// URL, ioredis options, or an ioredis client that is no cluster',
  ),
  queueName: v.optional(v.pipe(v.string(queueName), v.regex(/^[\w.-]+$/, queueName)), 'dashbot'),
  shards: v.optional(
    v.pipe(
      v.number(shardCount),
      v.integer(shardCount),
      v.minValue(1, shardCount),
      v.maxValue(MAX_SHARDS, shardCount),
    ),
    8,
  ),
} as const

function isConnection(input: unknown): boolean {
  if (typeof input === 'object') return input !== null && Reflect.get(input, 'isCluster') !== true
  return typeof input === 'string' && /^rediss?:\/\//.test(input) && URL.canParse(input)
}

/** BullMQ names its keys itself and refuses clients that prefix them once more. */
export function refuseKeyPrefix(connection: RedisConnection): void {
  if (typeof connection === 'string') return
  const { keyPrefix } = 'options' in connection ? connection.options : connection
  if (!keyPrefix) return
  throw new ConfigError('connection', 'connection must not have a keyPrefix: choose a queueName instead')
}
