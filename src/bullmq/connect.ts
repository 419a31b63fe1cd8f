import type { Redis, RedisOptions } from 'ioredis'
import { type RedisConnection, refuseKeyPrefix } from './fleet-options'
import type { Peers } from './peers'

/**
 * A client of our own for the given connection. Its errors are those of the calls that met them;
 * the event that ioredis raises beside them is only kept from the console.
 *
 * @throws {ConfigError} where the connection prefixes its keys
 */
export function createClient(
  { Redis }: Pick<Peers, 'Redis'>,
  connection: RedisConnection,
  overrides: RedisOptions,
): Redis {
  refuseKeyPrefix(connection)
  const client = open(Redis, connection, overrides)
  client.on('error', () => {})
  return client
}

function open(Client: Peers['Redis'], connection: RedisConnection, overrides: RedisOptions): Redis {
  if (typeof connection === 'string') return new Client(connection, overrides)
  if ('duplicate' in connection) return connection.duplicate(overrides)
  return new Client({ ...connection, ...overrides })
}
