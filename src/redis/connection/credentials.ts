import type { Redis } from 'ioredis'
import { isCluster, type RedisClient } from './create-client'
import type { RedisCredentials } from './options'

type Credentials = Awaited<ReturnType<RedisCredentials>>

/**
 * Gives a client credentials for the connections that it opens from now on, and authenticates the open ones again: a
 * server closes a connection whose token has expired.
 *
 * @throws where an open connection is refused; it stays authenticated as it was
 */
export async function applyCredentials(client: RedisClient, credentials: Credentials): Promise<void> {
  if (!isCluster(client)) {
    await renew(client, credentials)
    return
  }
  Object.assign(Object(client.options.redisOptions), fields(credentials))
  await Promise.all(client.nodes('all').map((node) => renew(node, credentials)))
}

async function renew(node: Redis, credentials: Credentials): Promise<void> {
  const { username, password } = credentials
  const isNew = node.options.password !== password || node.options.username !== username
  Object.assign(node.options, fields(credentials))
  if (!isNew || node.status !== 'ready') return
  await (username === undefined ? node.auth(password) : node.auth(username, password))
}

const fields = ({ username, password }: Credentials) => ({ username, password })
