import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { cpuMicrosOf } from './enqueue'
import type { Progress, WorkerKind } from './worker'

export interface Measurement {
  readonly perSecond: number
  /** CPU time of a message in the workers, and in Redis, in µs. */
  readonly workerMicros: number
  readonly redisMicros: number
}

export interface Subject {
  readonly kind: WorkerKind
  readonly processes: number
  readonly redisUrl: string
  readonly trackerUrl: string
}

/** Workers compile their code, share out the partitions and find their concurrency before the measuring, in ms. */
const WARM_UP_MS = 3_000

/** The measuring ends after so many messages, or after this time in ms, whichever is first. */
export const MEASURED = 8_000
const MEASURING_MS = 6_000

/** How often the end is looked for, in ms. */
const LOOK_MS = 20

/** Lets so many processes of a kind work on the backlog for a while. Ends by itself, also where nothing is delivered. */
export async function measure({ kind, processes, redisUrl, trackerUrl }: Subject): Promise<Measurement> {
  const redis = new Redis(redisUrl)
  const children = Array.from({ length: processes }, () =>
    fork(join(__dirname, 'worker.js'), [kind, redisUrl, trackerUrl]),
  )
  const progress = new Map<ChildProcess, Progress>()
  for (const child of children) child.on('message', (report: Progress) => progress.set(child, report))
  const sum = (of: keyof Progress) => [...progress.values()].reduce((total, report) => total + report[of], 0)
  const snapshot = async () => ({
    at: performance.now(),
    done: sum('done'),
    workerMicros: sum('cpuMicros'),
    redisMicros: await cpuMicrosOf(redis),
  })
  try {
    await sleep(WARM_UP_MS)
    const before = await snapshot()
    const isOver = (): boolean =>
      sum('done') - before.done >= MEASURED || performance.now() - before.at >= MEASURING_MS
    while (!isOver()) await sleep(LOOK_MS)
    const after = await snapshot()
    const count = Math.max(1, after.done - before.done)
    return {
      perSecond: (count / (after.at - before.at)) * 1_000,
      workerMicros: (after.workerMicros - before.workerMicros) / count,
      redisMicros: (after.redisMicros - before.redisMicros) / count,
    }
  } finally {
    redis.disconnect()
    await Promise.all(children.map(end))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
