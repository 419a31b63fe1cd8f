import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { isRedisInstalled, RedisServer } from '../test/support/redis-server'
import { verdict } from './figures'
import { enqueue, enqueuePlainly, PARTITIONS, waiting } from './fleet/enqueue'
import { type Measurement, measure, type Subject } from './fleet/measure'
import type { Suite, Table } from './suite'

/** How long the line in Redis is. `BENCH_BACKLOG=1000000` takes the longer one that far, and a minute more. */
const SHORT_BACKLOG = 10_000
const LONG_BACKLOG = Number(process.env.BENCH_BACKLOG ?? 100_000)
const ENQUEUED = 20_000
/** As many wait at least when something is measured at 0 ms, and at 50 ms. */
const ENOUGH = 60_000
const ENOUGH_FAR = 20_000

export const fleet: Suite = {
  name: 'fleet',
  title: `The fleet: ${PARTITIONS} partitions on a Redis with its append-only file, 1 KB each, 500 conversations`,
  run: async () => (isRedisInstalled ? onRedis() : [skipped]),
}

const skipped: Table = { head: ['fleet'], rows: [['skipped: redis-server is not installed']] }

async function onRedis(): Promise<readonly Table[]> {
  const server = await RedisServer.start('--appendonly', 'yes')
  const redis = new Redis(server.url)
  const trackers = await Promise.all([startTracker(0), startTracker(50)])
  const [near, far] = trackers
  try {
    return [
      await enqueueTable(redis, server.url),
      await nearTable(redis, server.url, near.url),
      await farTable(redis, server.url, far.url),
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

async function enqueueTable(redis: Redis, url: string): Promise<Table> {
  const plain = await enqueuePlainly(url, ENQUEUED)
  await redis.flushall()
  const bytesBefore = await memoryOf(redis)
  const ours = await enqueue(url, ENQUEUED)
  const bytes = ((await memoryOf(redis)) - bytesBefore) / ENQUEUED
  const row = (what: string, { perSecond, cpuMicros, redisMicros }: typeof plain) => [
    what,
    Math.round(perSecond),
    cpuMicros.toFixed(1),
    redisMicros.toFixed(1),
  ]
  return {
    head: ['enqueueing, 64 at a time', 'messages a second', 'bot (CPU µs)', 'Redis (CPU µs)'],
    rows: [row('plain ioredis, XADD', plain), row('RedisTransport', ours)],
    notes: [
      verdict('enqueued a second', ours.perSecond, { atLeast: 20_000 }),
      `beside plain ioredis: ${(ours.perSecond / plain.perSecond).toFixed(2)} of its rate`,
      verdict('memory in Redis for a message that waits', bytes / 1024, { atMost: 1.5 }, ' KB'),
    ],
  }
}

/** A tracker that answers at once: what a message costs, with few that wait and with many. */
async function nearTable(redis: Redis, redisUrl: string, trackerUrl: string): Promise<Table> {
  const subject = { processes: 1, redisUrl, trackerUrl } as const
  const [plain, relay] = await inTurn(redis, ENOUGH, [
    { ...subject, kind: 'plain' },
    { ...subject, kind: 'relay' },
  ])
  await redis.flushall()
  const short = await onBacklog(redis, SHORT_BACKLOG, { ...subject, kind: 'relay' })
  const long = await onBacklog(redis, LONG_BACKLOG, { ...subject, kind: 'relay' })
  const cost = ({ workerMicros, redisMicros }: Measurement): number => workerMicros + redisMicros
  return {
    head: ['one process, tracker 0 ms away', 'messages a second', 'process (CPU µs)', 'Redis (CPU µs)'],
    rows: [
      row('plain Redis consumer, 64 in flight', plain),
      row('relay', relay),
      row(`relay, ${SHORT_BACKLOG.toLocaleString('en')} wait at first`, short),
      row(`relay, ${LONG_BACKLOG.toLocaleString('en')} wait at first`, long),
    ],
    notes: [
      verdict('CPU of the relay for a message', relay.workerMicros, { atMost: 60 }, ' µs'),
      verdict('CPU of Redis for a message', relay.redisMicros, { atMost: 5 }, ' µs'),
      `CPU of the relay beside the plain consumer: ${(relay.workerMicros / plain.workerMicros).toFixed(2)}`,
      verdict('cost of a message on the long line beside the short one', cost(long) / cost(short), {
        atMost: 1.3,
      }),
    ],
  }
}

async function farTable(redis: Redis, redisUrl: string, trackerUrl: string): Promise<Table> {
  const subject = { redisUrl, trackerUrl } as const
  const [plain, one, two] = await inTurn(redis, ENOUGH_FAR, [
    { ...subject, kind: 'plain', processes: 1 },
    { ...subject, kind: 'relay', processes: 1 },
    { ...subject, kind: 'relay', processes: 2 },
  ])
  return {
    head: ['tracker 50 ms away', 'messages a second', 'processes (CPU µs)', 'Redis (CPU µs)'],
    rows: [row('plain Redis consumer, 64 in flight', plain), row('one relay', one), row('two relays', two)],
    notes: [
      verdict('one relay, messages a second', one.perSecond, { atLeast: 1_000 }),
      verdict('two relays beside one', two.perSecond / one.perSecond, { atLeast: 1.8 }),
    ],
  }
}

const row = (what: string, { perSecond, workerMicros, redisMicros }: Measurement) => [
  what,
  Math.round(perSecond),
  workerMicros.toFixed(1),
  redisMicros.toFixed(1),
]

async function inTurn<const Subjects extends readonly Subject[]>(
  redis: Redis,
  backlog: number,
  subjects: Subjects,
): Promise<{ [Index in keyof Subjects]: Measurement }> {
  const results: Measurement[] = []
  for (const subject of subjects) results.push(await onBacklog(redis, backlog, subject))
  return results as { [Index in keyof Subjects]: Measurement }
}

/** Measures where so many messages wait. */
async function onBacklog(redis: Redis, backlog: number, subject: Subject): Promise<Measurement> {
  const missing = backlog - (await waiting(redis, 'dashbot'))
  if (missing > 0) await enqueue(subject.redisUrl, missing)
  return measure(subject)
}

async function memoryOf(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
}
