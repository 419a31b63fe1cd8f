import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis'
import { isClusterConnection, type RedisConnection, refuseKeyPrefix } from './options'
import type { RedisPeer } from './peers'

/** Both have the same commands. */
export type RedisClient = Redis | Cluster

/** What a client of ours overrides of the given connection. */
export interface ClientOverrides {
  /** For one Redis. */
  readonly single: RedisOptions
  readonly cluster: ClusterOptions
}

/**
 * A client of our own for the connection, not yet connected.
 * @throws ConfigError where the connection prefixes its keys
 */
export function createClient(
  peer: RedisPeer,
  connection: RedisConnection,
  { single, cluster }: ClientOverrides,
): RedisClient {
  refuseKeyPrefix(connection)
  if (typeof connection === 'string') return new peer.Redis(connection, single)
  if (isClusterConnection(connection)) {
    return new peer.Cluster([...connection.nodes], merge(connection.options, cluster))
  }
  if (isCluster(connection)) return connection.duplicate([], merge(connection.options, cluster))
  if ('duplicate' in connection) return connection.duplicate(single)
  return new peer.Redis({ ...connection, ...single })
}

export function isCluster(client: object): client is Cluster {
  return Reflect.get(client, 'isCluster') === true
}

function merge(given: ClusterOptions = {}, overrides: ClusterOptions): ClusterOptions {
  return { ...given, ...overrides, redisOptions: { ...given.redisOptions, ...overrides.redisOptions } }
}
