import { ConfigError } from '../../errors'
import type { RedisClient } from './create-client'

/** @throws ConfigError where Redis may throw away what waits, to make room */
export async function checkPolicy(client: RedisClient): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await client.info('memory'))?.[1] ?? 'noeviction'
  if (policy === 'noeviction') return
  const risk = policy.startsWith('volatile')
    ? 'forget which messages it took and who owns a partition'
    : 'throw away messages that wait'
  throw new ConfigError(
    'connection',
    `Redis has maxmemory-policy ${policy} and may ${risk} when its memory is full: set it to noeviction`,
  )
}
