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

/** Each process delivers so many messages first: it compiles its code, and finds its concurrency. */
export const WARM_UP = 6_000
export const WARM_UP_FAR = 3_000

/** The measuring ends after so many messages. */
export const MEASURED = 8_000

export interface Effort {
  /** Each process delivers so many messages before the measuring. */
  readonly warmUp: number
  /** By then the warm-up ends, and so does the measuring, whatever was delivered, in ms. */
  readonly longestMs: number
}

/** How often the end is looked for, in ms. */
const LOOK_MS = 20

/** Lets processes of a kind work on the backlog for a while. Ends by itself, also where nothing is delivered. */
export async function measure(subject: Subject, { warmUp, longestMs }: Effort): Promise<Measurement> {
  const { kind, processes, redisUrl, trackerUrl } = subject
  const redis = new Redis(redisUrl)
  const children = Array.from({ length: processes }, () =>
    fork(join(__dirname, 'worker.js'), [kind, redisUrl, trackerUrl]),
  )
  const progress = new Map<ChildProcess, Progress>()
  for (const child of children) child.on('message', (report: Progress) => progress.set(child, report))
  const done = () => children.map((child) => progress.get(child)?.done ?? 0)
  const snapshot = async () => ({
    progress: children.map((child) => progress.get(child) ?? nothing),
    redisMicros: await cpuMicrosOf(redis),
  })
  try {
    await isOver(() => Math.min(...done()) >= warmUp, longestMs)
    const before = await snapshot()
    const doneBefore = sum(done())
    await isOver(() => sum(done()) - doneBefore >= MEASURED, longestMs)
    const after = await snapshot()
    const worked = after.progress.map((report, index) => between(before.progress[index] ?? nothing, report))
    const count = Math.max(1, sum(worked.map((each) => each.done)))
    return {
      perSecond: sum(worked.map((each) => (each.done / Math.max(1, each.at)) * 1_000)),
      workerMicros: sum(worked.map(({ cpuMicros }) => cpuMicros)) / count,
      redisMicros: (after.redisMicros - before.redisMicros) / count,
    }
  } finally {
    redis.disconnect()
    await Promise.all(children.map(end))
  }
}

const nothing: Progress = { at: 0, done: 0, cpuMicros: 0 }

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const between = (before: Progress, after: Progress): Progress => ({
  at: after.at - before.at,
  done: after.done - before.done,
  cpuMicros: after.cpuMicros - before.cpuMicros,
})

async function isOver(isEnough: () => boolean, longestMs: number): Promise<void> {
  const latest = performance.now() + longestMs
  while (!isEnough() && performance.now() < latest) await sleep(LOOK_MS)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
