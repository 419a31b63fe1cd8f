import type { Redis } from 'ioredis'
import { isCluster, type RedisClient } from './create-client'
import type { RedisCredentials } from './options'

type Credentials = Awaited<ReturnType<RedisCredentials>>

/**
 * Gives a client credentials for the connections that it opens from now on, and authenticates the open ones again: a
 * server closes a connection whose token has expired.
 */
export function applyCredentials(client: RedisClient, credentials: Credentials): void {
  if (!isCluster(client)) {
    renew(client, credentials)
    return
  }
  Object.assign(Object(client.options.redisOptions), fields(credentials))
  for (const node of client.nodes('all')) renew(node, credentials)
}

function renew(node: Redis, credentials: Credentials): void {
  const { username, password } = credentials
  const isNew = node.options.password !== password || node.options.username !== username
  Object.assign(node.options, fields(credentials))
  if (!isNew || node.status !== 'ready') return
  const authenticated = username === undefined ? node.auth(password) : node.auth(username, password)
  // The commands after it meet the refusal too, and are the ones that report it.
  authenticated.catch(() => {})
}

const fields = ({ username, password }: Credentials) => ({ username, password })
