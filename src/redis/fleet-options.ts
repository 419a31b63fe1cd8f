import type { RedisConnection, RedisCredentials } from './connection/options'

/** What the processes of a fleet must agree on. */
export interface FleetOptions {
  /**
   * Where Redis is: a `redis://` or `rediss://` URL, ioredis options (Sentinel too), `{ nodes, options }` of a Redis
   * Cluster, or an ioredis client, of which copies with sockets of their own are used.
   */
  readonly connection: RedisConnection
  /** Asked for user name and password before the first connection, and every 5 minutes from then on. */
  readonly credentials?: RedisCredentials | undefined
  /** Begins the names of the keys in Redis. @default 'dashbot' */
  readonly name?: string | undefined
  /**
   * How many partitions the conversations are spread over, and so how many relays can work at once.
   * @default what the fleet has, which is 64 where nobody said otherwise before
   */
  readonly partitions?: number | undefined
}
