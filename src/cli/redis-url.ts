import type { RedisConnection } from '../redis'
import { UsageError } from './command'

export const isRedisUrl = (text: string): boolean => /^rediss?:\/\//.test(text) && URL.canParse(text)

/**
 * Where Redis is, from a command's options or REDIS_URL. User name, password and TLS of a cluster are those of the first
 * URL.
 * @throws UsageError where neither says so, or not with such a URL
 */
export function redisOf(
  { redis, cluster }: { readonly redis?: string | undefined; readonly cluster?: boolean | undefined },
  env: NodeJS.ProcessEnv,
): RedisConnection {
  const url = redis ?? env.REDIS_URL
  if (!url) throw new UsageError('relay needs --redis URL, or REDIS_URL in the environment')
  const nodes = cluster ? url.split(',').map((text) => text.trim()) : [url]
  const [first = ''] = nodes
  if (!nodes.every(isRedisUrl)) {
    const urls = cluster
      ? 'redis:// or rediss:// URLs, with commas between them'
      : 'a redis:// or rediss:// URL'
    throw new UsageError(`${redis === undefined ? 'REDIS_URL' : '--redis'} must be ${urls}`)
  }
  if (!cluster) return url
  const { protocol, username, password } = new URL(first)
  return {
    nodes,
    options: {
      redisOptions: {
        ...(username && { username: decodeURIComponent(username) }),
        ...(password && { password: decodeURIComponent(password) }),
        ...(protocol === 'rediss:' && { tls: {} }),
      },
    },
  }
}
