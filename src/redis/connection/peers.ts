import { requirePeer } from '../../internal/require-peer'

/** What is used of ioredis, an optional package. */
export type RedisPeer = Pick<typeof import('ioredis'), 'Redis' | 'Cluster'>

const installed = (): RedisPeer => {
  const { Redis, Cluster }: typeof import('ioredis') = require('ioredis')
  return { Redis, Cluster }
}

/** @throws MissingPeerError where ioredis is not installed */
export function loadRedisPeer(source: () => RedisPeer = installed): RedisPeer {
  return requirePeer('botbuilder-dashbot/redis', ['ioredis'], source)
}
