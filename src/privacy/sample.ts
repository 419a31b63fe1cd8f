import { createHash } from 'node:crypto'
import { type BeforeSend, declareUserHandling } from '../client/before-send'
import { ConfigError } from '../errors'

const buckets = 2 ** 32

/**
 * Sends a share of the conversations, each whole or not at all, messages and events alike. The choice follows from the
 * conversation as it is before any hook, so it is the same in every process and at every place in a list of hooks.
 *
 * @param rate From 0 (none) to 1 (all).
 * @throws ConfigError if the rate is not in that range.
 */
export function sample(rate: number): BeforeSend {
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1))
    throw new ConfigError('rate', 'sample needs a rate from 0 to 1')
  const hook: BeforeSend = (payload, { conversation }) => {
    const bucket = createHash('sha256').update(conversation).digest().readUInt32BE(0)
    return bucket < rate * buckets ? payload : null
  }
  return declareUserHandling(hook, { changesUsers: false })
}
