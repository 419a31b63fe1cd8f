import type { Redis } from 'ioredis'
import { ConfigError } from '../../errors'

/** @throws {ConfigError} where Redis may throw messages away to make room */
export async function checkRedis(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'noeviction'
  if (policy === 'noeviction') return
  throw new ConfigError(
    'connection',
    `Redis has maxmemory-policy ${policy} and may throw away messages that wait: set it to noeviction`,
  )
}
