// Works on a fleet's queues until its parent is gone, and tells it every few ms how much it has done.
// Arguments: what kind of worker, the Redis URL, the number of shards, the tracker's address.
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { HttpTransport } from '../../src'
import { createRelay } from '../../src/bullmq'
import { shardNames } from '../../src/bullmq/shards'

export type WorkerKind = 'plain' | 'relay' | 'http'

/** What a worker tells its parent, since its start. */
export interface Progress {
  readonly done: number
  readonly cpuMicros: number
}

const REPORT_INTERVAL_MS = 10

const [, , kind, connection = '', shards = '', serverRoot = ''] = process.argv
let done = 0

/** BullMQ as it comes, one job of a shard at a time, and nothing done. */
async function plain(): Promise<() => Promise<unknown>> {
  const redis = new Redis(connection, { maxRetriesPerRequest: null })
  const names = shardNames('dashbot', Number(shards))
  await Promise.all(names.map((name) => new Queue(name, { connection: redis }).setGlobalConcurrency(1)))
  const work = async () => {
    done += 1
  }
  const workers = names.map(
    (name) => new Worker(name, work, { connection: redis, removeOnComplete: { count: 0 } }),
  )
  return () => Promise.all(workers.map((worker) => worker.close()))
}

async function relay(): Promise<() => Promise<unknown>> {
  const http = kind === 'http' ? new HttpTransport({ apiKey: 'KEY', serverRoot }) : undefined
  const started = createRelay({
    connection,
    shards: Number(shards),
    // The relays find each other before the measuring begins.
    failoverMs: 4_000,
    transport: {
      send: async (envelope, options) => {
        await http?.send(envelope, options)
        done += 1
      },
    },
  })
  await started.ready
  return () => started.close()
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function tell(progress: Progress): void {
  // That the parent is gone is told by the event.
  process.send?.(progress, () => {})
}

async function main(): Promise<void> {
  const stop = await (kind === 'plain' ? plain() : relay())
  const timer = setInterval(() => tell({ done, cpuMicros: cpuMicros() }), REPORT_INTERVAL_MS)
  process.once('disconnect', () => {
    clearInterval(timer)
    void stop().then(() => process.exit())
  })
}

void main()
