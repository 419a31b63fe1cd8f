import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { isRedisInstalled, RedisServer } from '../test/support/redis-server'
import { median, verdict } from './figures'
import { type Enqueued, enqueue, enqueuePlainly, PARTITIONS, waiting } from './fleet/enqueue'
import {
  type Effort,
  MEASURED,
  type Measurement,
  measure,
  type Subject,
  WARM_UP,
  WARM_UP_FAR,
} from './fleet/measure'
import type { Suite, Table } from './suite'

/**
 * How many messages wait when the measuring begins. `BENCH_BACKLOG=1000000` takes the longer line that far, and two
 * minutes more.
 */
const SHORT_BACKLOG = 10_000
const LONG_BACKLOG = Number(process.env.BENCH_BACKLOG ?? 100_000)
const ENQUEUED = 15_000

interface Scale {
  /** How often things that are compared are measured, in turn; their medians count. */
  readonly rounds: number
  readonly longBacklog: number
  /** The longest that a warm-up and a measuring take, each, in ms. */
  readonly longestMs: number
}

const FULL: Scale = { rounds: 3, longBacklog: LONG_BACKLOG, longestMs: 8_000 }
const QUICK: Scale = { rounds: 1, longBacklog: 2 * SHORT_BACKLOG, longestMs: 500 }

/** More than this wait where the length of the line does not matter. */
const ENOUGH = MEASURED + 4_000

/** Redis' own upkeep of its file comes in bursts, after which one of the compared would have to pay for the other. */
const REDIS_SETTINGS = ['--appendonly', 'yes', '--auto-aof-rewrite-percentage', '0']

export const fleet: Suite = {
  name: 'fleet',
  title: `The fleet: ${PARTITIONS} partitions on a Redis with its append-only file, 1 KB each, 500 conversations`,
  maxMs: 420_000,
  run: async ({ isQuick }) => (isRedisInstalled ? onRedis(isQuick ? QUICK : FULL) : [skipped]),
}

const skipped: Table = { head: ['fleet'], rows: [['skipped: redis-server is not installed']] }

async function onRedis(scale: Scale): Promise<readonly Table[]> {
  const server = await RedisServer.start(...REDIS_SETTINGS)
  const redis = new Redis(server.url)
  const trackers = await Promise.all([startTracker(0), startTracker(50)])
  const [near, far] = trackers
  try {
    return [
      await enqueueTable(redis, server.url, scale),
      await nearTable(redis, server.url, near.url, scale),
      await farTable(redis, server.url, far.url, scale),
    ]
  } finally {
    for (const { child } of trackers) child.disconnect()
    redis.disconnect()
    await server.remove()
  }
}

async function startTracker(delayMs: number): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(join(__dirname, 'fleet', 'server.js'), [`${delayMs}`])
  const [port] = await once(child, 'message')
  return { child, url: `http://127.0.0.1:${port}` }
}

async function enqueueTable(redis: Redis, url: string, { rounds }: Scale): Promise<Table> {
  const bytes: number[] = []
  const [plain, ours] = await inTurn(rounds, [
    async () => {
      await redis.flushall()
      return toMeasurement(await enqueuePlainly(url, ENQUEUED))
    },
    async () => {
      await redis.flushall()
      const bytesBefore = await memoryOf(redis)
      const enqueued = await enqueue(url, ENQUEUED)
      bytes.push(((await memoryOf(redis)) - bytesBefore) / ENQUEUED)
      return toMeasurement(enqueued)
    },
  ])
  return {
    head: ['enqueueing, 64 at a time', 'messages a second', 'bot (CPU µs)', 'Redis (CPU µs)'],
    rows: [row('plain ioredis, XADD', plain), row('RedisTransport', ours)],
    notes: [
      verdict('enqueued a second', ours.perSecond, { atLeast: 20_000 }),
      beside('plain ioredis', ours, plain),
      verdict('memory in Redis for a message that waits', median(bytes) / 1024, { atMost: 1.5 }, ' KB'),
    ],
  }
}

/** A tracker that answers at once: what a message costs, with few that wait and with many. */
async function nearTable(redis: Redis, redisUrl: string, trackerUrl: string, scale: Scale): Promise<Table> {
  const { rounds, longBacklog, longestMs } = scale
  const on = (backlog: number, kind: Subject['kind']) => (): Promise<Measurement> =>
    onBacklog(redis, backlog, { kind, processes: 1, redisUrl, trackerUrl }, { warmUp: WARM_UP, longestMs })
  const [plain, relay] = await inTurn(rounds, [on(ENOUGH, 'plain'), on(ENOUGH, 'relay')])
  await redis.flushall()
  const [short] = await inTurn(rounds, [on(SHORT_BACKLOG, 'relay')])
  const [long] = await inTurn(rounds, [on(longBacklog, 'relay')])
  const cost = ({ workerMicros, redisMicros }: Measurement): number => workerMicros + redisMicros
  return {
    head: ['one process, tracker 0 ms away', 'messages a second', 'process (CPU µs)', 'Redis (CPU µs)'],
    rows: [
      row('plain Redis consumer, 64 in flight', plain),
      row('relay', relay),
      row(`relay, ${SHORT_BACKLOG.toLocaleString('en')} wait at first`, short),
      row(`relay, ${longBacklog.toLocaleString('en')} wait at first`, long),
    ],
    notes: [
      verdict('CPU of the relay for a message', relay.workerMicros, { atMost: 60 }, ' µs'),
      verdict('CPU of Redis for a message', relay.redisMicros, { atMost: 5 }, ' µs'),
      beside('the plain consumer', relay, plain),
      verdict('cost of a message on the long line beside the short one', cost(long) / cost(short), {
        atMost: 1.3,
      }),
    ],
  }
}

async function farTable(redis: Redis, redisUrl: string, trackerUrl: string, scale: Scale): Promise<Table> {
  const { rounds, longestMs } = scale
  await redis.flushall()
  const by = (processes: number, kind: Subject['kind']) => (): Promise<Measurement> =>
    onBacklog(redis, ENOUGH, { kind, processes, redisUrl, trackerUrl }, { warmUp: WARM_UP_FAR, longestMs })
  const [plain, one, two] = await inTurn(rounds, [by(1, 'plain'), by(1, 'relay'), by(2, 'relay')])
  return {
    head: ['tracker 50 ms away', 'messages a second', 'processes (CPU µs)', 'Redis (CPU µs)'],
    rows: [row('plain Redis consumer, 64 in flight', plain), row('one relay', one), row('two relays', two)],
    notes: [
      verdict('one relay, messages a second', one.perSecond, { atLeast: 1_000 }),
      verdict('two relays beside one', two.perSecond / one.perSecond, { atLeast: 1.8 }),
    ],
  }
}

/** How something compares with its baseline of the same run, whatever the machine. */
function beside(baseline: string, ours: Measurement, plain: Measurement): string {
  const ratio = (of: keyof Measurement): string => (ours[of] / plain[of]).toFixed(2)
  return `beside ${baseline}: ${ratio('perSecond')} of its rate, ${ratio('workerMicros')} of its CPU, ${ratio('redisMicros')} of Redis' CPU`
}

const row = (what: string, { perSecond, workerMicros, redisMicros }: Measurement) => [
  what,
  Math.round(perSecond),
  workerMicros.toFixed(1),
  redisMicros.toFixed(1),
]

const toMeasurement = ({ perSecond, cpuMicros, redisMicros }: Enqueued): Measurement => ({
  perSecond,
  workerMicros: cpuMicros,
  redisMicros,
})

type Works = readonly (() => Promise<Measurement>)[]

/** Measures one after the other, round after round. */
async function inTurn<const All extends Works>(
  rounds: number,
  works: All,
): Promise<{ [Index in keyof All]: Measurement }> {
  const results = works.map((): Measurement[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) results[index]?.push(await work())
  }
  return results.map(medianOf) as { [Index in keyof All]: Measurement }
}

function medianOf(measured: readonly Measurement[]): Measurement {
  const of = (figure: keyof Measurement): number => median(measured.map((each) => each[figure]))
  return {
    perSecond: of('perSecond'),
    workerMicros: of('workerMicros'),
    redisMicros: of('redisMicros'),
  }
}

/** Measures where so many messages wait once the processes are warm. */
async function onBacklog(
  redis: Redis,
  backlog: number,
  subject: Subject,
  effort: Effort,
): Promise<Measurement> {
  const missing = backlog + effort.warmUp * subject.processes - (await waiting(redis, 'dashbot'))
  if (missing > 0) await enqueue(subject.redisUrl, missing)
  return measure(subject, effort)
}

async function memoryOf(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
}
