import { ConfigError, isError } from '../../errors'
import type { RedisClient } from '../connection/create-client'
import { type FleetKeys, fleetKeys, type PartitionKeys, partitionKeys } from './fleet'

interface TypedKey {
  readonly key: string
  readonly type: string
}

const PARTITION_TYPES = { messages: 'stream', dead: 'stream', lease: 'string', count: 'string' } as const
const FLEET_TYPES = { partitions: 'string', moving: 'string', members: 'zset', pause: 'string' } as const

/** @throws ConfigError that names the first key that is not ours, and its type */
export async function refuseForeignKeys(
  client: RedisClient,
  name: string,
  partitions: Iterable<number>,
): Promise<void> {
  const keys = [
    ...typedKeys<keyof FleetKeys>(fleetKeys(name), FLEET_TYPES),
    ...[...partitions].flatMap((partition) =>
      typedKeys<keyof typeof PARTITION_TYPES>(partitionKeys(name, partition), PARTITION_TYPES),
    ),
  ]
  const types = await Promise.all(keys.map(({ key }) => client.type(key)))
  for (const [index, { key, type }] of keys.entries()) {
    const found = types[index]
    if (found === type || found === 'none') continue
    throw new ConfigError(
      'name',
      `The key ${key} in Redis is a ${found}, not a ${type} of this library: choose another name, or remove the key`,
    )
  }
}

/** The error itself, or one that says which key is foreign where a command met a key of another type. */
export async function foreignKeyError(
  client: RedisClient,
  name: string,
  partitions: Iterable<number>,
  error: unknown,
): Promise<unknown> {
  if (!isError(error) || !error.message.includes('WRONGTYPE')) return error
  return refuseForeignKeys(client, name, partitions).then(
    () => error,
    (reason: unknown) => reason,
  )
}

function typedKeys<Name extends string>(
  keys: Readonly<Record<Name, string>> | PartitionKeys,
  types: Readonly<Record<Name, string>>,
): readonly TypedKey[] {
  return (Object.keys(types) as Name[]).map((name) => ({
    key: (keys as Readonly<Record<Name, string>>)[name],
    type: types[name],
  }))
}
