import { MissingPeerError } from '../../errors'

/** The optional packages behind this subpath. */
export interface Peers {
  readonly bullmq: typeof import('bullmq')
  readonly Redis: typeof import('ioredis').Redis
}

const installed = (): Peers => ({ bullmq: require('bullmq'), Redis: require('ioredis').Redis })

/** @throws {MissingPeerError} where one of them is not installed */
export function loadPeers(source: () => Peers = installed): Peers {
  try {
    return source()
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND')) throw cause
    throw new MissingPeerError('botbuilder-dashbot/bullmq', ['bullmq', 'ioredis'], { cause })
  }
}
