import { requirePeer } from '../internal/require-peer'

/** The optional packages behind this subpath. */
export interface Peers {
  readonly bullmq: typeof import('bullmq')
  readonly Redis: typeof import('ioredis').Redis
}

const installed = (): Peers => ({ bullmq: require('bullmq'), Redis: require('ioredis').Redis })

/** @throws {MissingPeerError} where one of them is not installed */
export function loadPeers(source: () => Peers = installed): Peers {
  return requirePeer('botbuilder-dashbot/bullmq', ['bullmq', 'ioredis'], source)
}
