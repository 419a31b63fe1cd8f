import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Peers } from './peers'
import { shardNames } from './shards'

/** The prefix of BullMQ's keys, its default: dashboards find the queues without being told. */
export const PREFIX = 'bull'

/** How many of its own events BullMQ keeps a queue; nothing here reads them. */
const MAX_EVENTS = 1_000

/** For BullMQ's queues and workers. The relay checks Redis itself, once instead of once a queue. */
export const onOurClient = (connection: Redis) =>
  ({ connection, prefix: PREFIX, skipVersionCheck: true }) as const

/**
 * The queues of a fleet, in the order of the shards, on one client of ours. They hold nothing that had to be closed.
 */
export function createQueues(
  { bullmq }: Peers,
  redis: Redis,
  { queueName, shards }: { readonly queueName: string; readonly shards: number },
): readonly Queue[] {
  return shardNames(queueName, shards).map((name) => {
    const queue = new bullmq.Queue(name, {
      ...onOurClient(redis),
      streams: { events: { maxLen: MAX_EVENTS } },
    })
    // The call that meets an error rejects with it.
    queue.on('error', () => {})
    return queue
  })
}
