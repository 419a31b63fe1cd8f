import type { Redis } from 'ioredis'
import { ConfigError } from '../errors'
import { PREFIX } from './queues'

/** Where a fleet keeps its own few keys, beside BullMQ's of the shards. */
export const fleetKey = (queueName: string, name: string): string => `${PREFIX}:${queueName}:${name}`

/** The number of shards that the fleet agreed on: the first that came set it. */
export async function agreeOnShards(redis: Redis, queueName: string, shards: number): Promise<void> {
  const key = fleetKey(queueName, 'shards')
  await redis.setnx(key, shards)
  assertAgreed(queueName, shards, await redis.get(key))
}

/** @throws {ConfigError} where Redis holds another number of shards */
export function assertAgreed(queueName: string, shards: number, agreed: string | null): void {
  if (agreed === null || agreed === String(shards)) return
  throw new ConfigError(
    'shards',
    `shards is ${shards} here, but the fleet of the queue ${queueName} works with ${agreed}: ` +
      'give all bots and relays the same number, or another queueName with the new one',
  )
}
