import type { Cluster, ClusterNode, ClusterOptions, Redis, RedisOptions } from 'ioredis'
import * as v from 'valibot'
import { ConfigError } from '../../errors'
import { functionOption } from '../../internal/options'

/** A Redis Cluster by some of its nodes: the others are found through them. */
export interface ClusterConnection {
  /** Addresses such as `{ host, port }` or `redis://host:port`. */
  readonly nodes: readonly ClusterNode[]
  /** ioredis' options for a cluster. TLS, user name and password stand in its `redisOptions`. */
  readonly options?: ClusterOptions | undefined
}

/**
 * A URL (`redis://` or `rediss://`), ioredis options (Sentinel too), the nodes of a cluster, or an ioredis client: of
 * a client, copies with sockets of their own are used.
 */
export type RedisConnection = string | RedisOptions | ClusterConnection | Redis | Cluster

/** Asked before the first connection and every 5 minutes after it, so that tokens that expire are renewed in time. */
export type RedisCredentials = () => Promise<{
  readonly username?: string | undefined
  readonly password: string
}>

/**
 * Entries for `parseOptions`.
 * @internal
 */
export const connectionEntries = {
  connection: v.custom<RedisConnection>(
    isConnection,
    'a redis:// or rediss:// URL, ioredis options, { nodes, options } of a cluster, or an ioredis client',
  ),
  credentials: v.optional(functionOption<RedisCredentials>()),
} as const

function isConnection(input: unknown): boolean {
  if (typeof input === 'string') return /^rediss?:\/\//.test(input) && URL.canParse(input)
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false
  return !('nodes' in input) || typeof input.nodes === 'function' || isFilledArray(input.nodes)
}

const isFilledArray = (input: unknown): boolean => Array.isArray(input) && input.length > 0

/** true: the nodes of a cluster, as opposed to a client, whose `nodes` is a method. */
export function isClusterConnection(connection: RedisConnection): connection is ClusterConnection {
  return typeof connection === 'object' && 'nodes' in connection && Array.isArray(connection.nodes)
}

/**
 * Keys are named here, with hash tags that a prefix would spread over a cluster.
 * @throws ConfigError where the connection prefixes its keys
 */
export function refuseKeyPrefix(connection: RedisConnection): void {
  if (typeof connection === 'string') return
  const options = 'options' in connection ? connection.options : connection
  const prefix =
    Reflect.get(Object(options), 'keyPrefix') ?? Reflect.get(redisOptionsIn(options), 'keyPrefix')
  if (!prefix) return
  throw new ConfigError('connection', 'connection must not have a keyPrefix: choose a name instead')
}

const redisOptionsIn = (options: unknown): object => Object(Reflect.get(Object(options), 'redisOptions'))
