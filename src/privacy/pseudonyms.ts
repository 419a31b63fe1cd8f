import { createHmac } from 'node:crypto'
import { ConfigError } from '../errors'
import { SHORTEST_SECRET } from '../internal/options'

/** 32 hexadecimal digits of HMAC-SHA256: 128 bits. */
const LENGTH = 32

/** The pseudonym of an id: the same in every process that has the secret. */
export function pseudonymOf(secret: string, id: string): string {
  return createHmac('sha256', secret).update(id).digest('hex').slice(0, LENGTH)
}

/** @throws ConfigError where the secret is so short that it can be found by trying */
export function checkSecret(owner: string, secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= SHORTEST_SECRET) return
  throw new ConfigError('secret', `${owner} needs a secret of at least ${SHORTEST_SECRET} characters`)
}
