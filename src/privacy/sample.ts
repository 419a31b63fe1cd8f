import { createHash } from 'node:crypto'
import type { BeforeSend } from '../client/before-send'
import { ConfigError } from '../errors'

const buckets = 2 ** 32

/**
 * Sends a share of the conversations, each whole or not at all: the choice follows from the conversation's id (the
 * user's, where it has none), so it is the same in every process. In a list of hooks, put it before `hashUserIds`
 * or after it, not both ways in two processes.
 *
 * @param rate From 0 (none) to 1 (all).
 * @throws {ConfigError} where the rate is not in that range.
 */
export function sample(rate: number): BeforeSend {
  if (!(rate >= 0 && rate <= 1)) throw new ConfigError('rate', 'sample needs a rate from 0 to 1')
  return (payload) => {
    const conversation = payload.conversationId ?? payload.userId
    const bucket = createHash('sha256').update(conversation).digest().readUInt32BE(0)
    return bucket < rate * buckets ? payload : null
  }
}
