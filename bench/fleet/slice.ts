import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Progress, WorkerKind } from './worker'

export interface Fleet {
  readonly redisUrl: string
  readonly shards: number
  readonly trackerUrl: string
}

export interface Measurement {
  /** Messages per second, of all processes together. */
  readonly rate: number
  /** CPU time of a message, in the processes and in Redis. */
  readonly cpuMicros: number
}

/** Before the measuring begins the workers compile their code and share out the shards, in ms. */
const WARM_UP_MS = 1_500

/** How many messages are measured. */
const MEASURED = 5_000

/** How many messages one measurement takes out of the backlog, at most. */
export const SLICE = 4 * MEASURED

/** Lets so many processes of a kind work on the backlog for a while. */
export async function measure(kind: WorkerKind, processes: number, fleet: Fleet): Promise<Measurement> {
  const { redisUrl, shards, trackerUrl } = fleet
  const script = join(__dirname, 'worker.js')
  const redis = new Redis(redisUrl)
  const children = Array.from({ length: processes }, () =>
    fork(script, [kind, redisUrl, `${shards}`, trackerUrl]),
  )
  const progress = new Map<ChildProcess, Progress>()
  for (const child of children) child.on('message', (told: Progress) => progress.set(child, told))
  const sum = (of: keyof Progress) => [...progress.values()].reduce((total, told) => total + told[of], 0)
  const snapshot = async () => ({
    at: performance.now(),
    done: sum('done'),
    cpuMicros: sum('cpuMicros') + (await cpuMicrosOf(redis)),
  })
  try {
    await heard(children, () => progress.size === processes)
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
    const before = await snapshot()
    await heard(children, () => sum('done') - before.done >= MEASURED)
    const after = await snapshot()
    const count = after.done - before.done
    return {
      rate: (count / (after.at - before.at)) * 1_000,
      cpuMicros: (after.cpuMicros - before.cpuMicros) / count,
    }
  } finally {
    redis.disconnect()
    await Promise.all(children.map(end))
  }
}

/** Waits until it is so; it is looked at whenever one of the children tells something. */
function heard(children: readonly ChildProcess[], isSo: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const child of children) {
      child.on('message', () => isSo() && resolve())
      child.once('exit', (code) => reject(new Error(`a worker ended with exit code ${code}`)))
    }
  })
}

async function cpuMicrosOf(redis: Redis): Promise<number> {
  const info = await redis.info('cpu')
  const seconds = (name: string) => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1])
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1_000_000
}

async function end(child: ChildProcess): Promise<void> {
  child.disconnect()
  await once(child, 'exit')
}
