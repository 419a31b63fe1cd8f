import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { isRedisInstalled, RedisServer } from '../test/support/redis-server'
import { verdict } from './figures'
import { enqueue, enqueuePlainly, waiting } from './fleet/enqueue'
import { type Fleet, type Measurement, measure, SLICE } from './fleet/slice'
import type { Suite, Table } from './suite'

const SHARDS = 8
const ROUNDS = 2

/** How long the line in Redis is. `BENCH_BACKLOG=1000000` adds one that takes a few minutes. */
const BACKLOGS = [10_000, 100_000, ...(process.env.BENCH_BACKLOG ? [Number(process.env.BENCH_BACKLOG)] : [])]

export const fleet: Suite = {
  name: 'fleet',
  title: `The fleet: ${SHARDS} shards on a Redis with its append-only file, 1 KB each`,
  run: async () => (isRedisInstalled ? onRedis() : [skipped]),
}

const skipped: Table = { head: ['fleet'], rows: [['skipped: redis-server is not installed']] }

async function onRedis(): Promise<readonly Table[]> {
  const redis = await RedisServer.start('--appendonly', 'yes')
  const tracker = fork(join(__dirname, 'delivery', 'server.js'))
  try {
    const [port] = await once(tracker, 'message')
    const subject = { redisUrl: redis.url, shards: SHARDS, trackerUrl: `http://127.0.0.1:${port}` }
    return [await enqueueTable(subject), await backlogTable(subject), await processesTable(subject)]
  } finally {
    tracker.disconnect()
    await redis.remove()
  }
}

async function enqueueTable({ redisUrl }: Fleet): Promise<Table> {
  let [plain, ours] = [0, 0]
  for (let round = 0; round < ROUNDS; round += 1) {
    plain = Math.max(plain, await enqueuePlainly(redisUrl, SHARDS, 10_000))
    ours = Math.max(ours, await enqueue(redisUrl, SHARDS, 10_000))
  }
  return {
    head: ['enqueueing, 64 at a time', 'messages a second', 'beside plain BullMQ'],
    rows: [
      ['plain BullMQ', Math.round(plain), ''],
      ['BullMqTransport', Math.round(ours), (ours / plain).toFixed(2)],
    ],
  }
}

/** One process of each kind, on a line that grows longer. */
async function backlogTable(subject: Fleet): Promise<Table> {
  const rows: (readonly string[])[] = []
  const costs: { plain: number; relay: number }[] = []
  for (const backlog of BACKLOGS) {
    await fill(subject, backlog + 2 * ROUNDS * SLICE)
    const { plain, relay } = await inTurn({
      plain: () => measure('plain', 1, subject),
      relay: () => measure('relay', 1, subject),
    })
    costs.push({ plain: plain.cpuMicros, relay: relay.cpuMicros })
    const beside = (plain.cpuMicros / relay.cpuMicros).toFixed(2)
    rows.push([backlog.toLocaleString('en'), plain.cpuMicros.toFixed(0), relay.cpuMicros.toFixed(0), beside])
  }
  const growth = (of: 'plain' | 'relay') => ((costs.at(-1)?.[of] ?? 0) / (costs[0]?.[of] ?? 1)).toFixed(2)
  return {
    head: ['messages that wait', 'plain job (CPU µs)', 'relay (CPU µs)', 'plain / relay'],
    rows,
    notes: [
      'The CPU time of a message is that of the process and of Redis; the plain job does nothing.',
      `Longest line beside shortest: relay ${growth('relay')}, plain ${growth('plain')} times as much.`,
    ],
  }
}

/** Several processes of each kind, on the long line. */
async function processesTable(subject: Fleet): Promise<Table> {
  const rows: (readonly string[])[] = []
  let lowest = Number.POSITIVE_INFINITY
  for (const processes of [1, 2, 4]) {
    await fill(subject, 3 * ROUNDS * SLICE)
    const { plain, relay, http } = await inTurn({
      plain: () => measure('plain', processes, subject),
      relay: () => measure('relay', processes, subject),
      http: () => measure('http', processes, subject),
    })
    lowest = Math.min(lowest, relay.rate / plain.rate)
    const beside = ({ rate }: Measurement) => `${Math.round(rate)} (${(rate / plain.rate).toFixed(2)})`
    rows.push([`${processes}`, `${Math.round(plain.rate)}`, beside(relay), beside(http)])
  }
  return {
    head: ['processes', 'plain jobs a second', 'relay, transport does nothing', 'relay, posts to a tracker'],
    rows,
    notes: [verdict('relay beside plain BullMQ', lowest, { atLeast: 0.6 })],
  }
}

/** Measures each in turn, several times, and keeps the best: what disturbs a busy machine only ever slows down. */
async function inTurn<Name extends string>(
  measurements: Readonly<Record<Name, () => Promise<Measurement>>>,
): Promise<Record<Name, Measurement>> {
  const names = Object.keys(measurements) as Name[]
  const none: Measurement = { rate: 0, cpuMicros: Number.POSITIVE_INFINITY }
  const best = Object.fromEntries(names.map((name) => [name, none])) as Record<Name, Measurement>
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) {
      const { rate, cpuMicros } = await measurements[name]()
      best[name] = {
        rate: Math.max(best[name].rate, rate),
        cpuMicros: Math.min(best[name].cpuMicros, cpuMicros),
      }
    }
  }
  return best
}

/** Sees to it that so many messages wait. */
async function fill({ redisUrl }: Fleet, wanted: number): Promise<void> {
  const missing = wanted - (await waiting(redisUrl, SHARDS))
  if (missing > 0) await enqueue(redisUrl, SHARDS, missing)
}
