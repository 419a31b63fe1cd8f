// Delivers what waits in Redis until its parent is gone, and reports every few ms how much it has done.
// Arguments: what kind of worker, the Redis URL, the tracker's address.
import { setMaxListeners } from 'node:events'
import { Redis } from 'ioredis'
import { HttpTransport } from '../../src'
import { createRelay } from '../../src/redis'
import { toEntry } from '../../src/redis/partitions/entry'
import { partitionKeys } from '../../src/redis/partitions/fleet'
import type { Transport } from '../../src/transports/transport'
import { restoreEnvelope } from '../../src/wire/envelope'
import { PARTITIONS } from './enqueue'

/** `plain` reads streams and posts with no order, lease, retry or limit. */
export type WorkerKind = 'plain' | 'relay'

/** What a worker did since its start, by its own clock in ms. */
export interface Progress {
  readonly at: number
  readonly done: number
  readonly cpuMicros: number
}

const REPORT_INTERVAL_MS = 50
const IN_FLIGHT = 64

const [, , kind, connection = '', serverRoot = ''] = process.argv
const http = new HttpTransport({ apiKey: 'KEY', serverRoot })
let done = 0

const counting: Transport = {
  send: async (envelope, options) => {
    await http.send(envelope, options)
    done += 1
  },
}

/** 64 requests at once, each message deleted when it was posted. */
async function plain(): Promise<() => Promise<unknown>> {
  const redis = new Redis(connection, { enableAutoPipelining: true })
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  let isStopped = false
  const work = async (first: number): Promise<void> => {
    for (let partition = first; !isStopped; partition = (partition + 1) % PARTITIONS) {
      const { messages } = partitionKeys('dashbot', partition)
      const entries = await redis.xrange(messages, '-', '+', 'COUNT', 16)
      for (const [place, fields] of entries) {
        const entry = toEntry(place, fields)
        if (entry === undefined || isStopped) continue
        const { id, conversation, at, body } = entry
        await counting.send(
          restoreEnvelope({ id, type: 'incoming', conversation, capturedAt: at, json: body }),
          { signal },
        )
        await redis.xdel(messages, place)
      }
    }
  }
  // Each begins at a partition of its own, so that no message is posted twice by much.
  void Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => work(index % PARTITIONS)))
  return async () => {
    isStopped = true
    redis.disconnect()
  }
}

async function relay(): Promise<() => Promise<unknown>> {
  const started = createRelay({ connection, partitions: PARTITIONS, transport: counting })
  await started.ready
  return () => started.close({ timeoutMs: 2_000 })
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

async function main(): Promise<void> {
  const stop = await (kind === 'plain' ? plain() : relay())
  const timer = setInterval(() => {
    process.send?.({ at: performance.now(), done, cpuMicros: cpuMicros() } satisfies Progress, () => {})
  }, REPORT_INTERVAL_MS)
  process.once('disconnect', () => {
    clearInterval(timer)
    void stop().then(() => process.exit())
  })
}

void main()
