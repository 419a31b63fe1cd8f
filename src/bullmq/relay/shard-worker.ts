import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Peers } from '../peers'
import { onOurClient } from '../queues'
import type { JobProcessor } from './job-processor'

/** Refused messages stay to be looked at for so long, in seconds, if `keepFailed` does not end it before. */
const KEEP_FAILED_S = 7 * 24 * 3_600

/** A message whose delivery ended so many relays is refused: it may be what ends them. */
const MAX_DEATHS = 100

export interface ShardWorkerOptions {
  readonly redis: Redis
  readonly shard: number
  /** The shard's queue. */
  readonly name: string
  readonly failoverMs: number
  readonly keepFailed: number
  readonly processor: JobProcessor
  readonly onError: (error: Error) => void
}

/** Works on one shard, one message after the other. */
export function createShardWorker({ bullmq }: Peers, options: ShardWorkerOptions): Worker {
  const { redis, shard, name, failoverMs, keepFailed, processor, onError } = options
  const worker = new bullmq.Worker(name, (job) => processor.process(shard, job), {
    ...onOurClient(redis),
    concurrency: 1,
    // Never reached: BullMQ looks at `Queue.rateLimit`, by which shards pause, only where a limiter is set.
    limiter: { max: 1_000_000_000, duration: 1_000 },
    // So often a paused worker looks whether the pause has been cut short.
    maximumRateLimitDelay: 1_000,
    lockDuration: failoverMs,
    stalledInterval: failoverMs / 2,
    maxStalledCount: MAX_DEATHS,
    drainDelay: 2,
    runRetryDelay: 1_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: keepFailed, age: KEEP_FAILED_S },
  })
  worker.on('completed', ({ id }) => processor.confirm(id))
  worker.on('failed', (job, error) => processor.refused(job, error))
  worker.on('error', onError)
  return worker
}
