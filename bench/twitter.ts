import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Pool } from 'undici'
import { sign } from '../src/twitter'
import { makeDirectory, removeDirectory } from '../test/support/directory'
import { golden } from '../test/support/golden'
import { isRedisInstalled, RedisServer } from '../test/support/redis-server'
import { median, verdict } from './figures'
import type { Suite, Table } from './suite'
import { type ServerName, secret } from './twitter/server'

const ROUNDS = 10
const ROUNDS_TO_WARM_UP = 6
const WEBHOOKS_PER_ROUND = 1_500
const WEBHOOKS_PER_QUICK_ROUND = 200
const CONNECTIONS = 8

const labels: Readonly<Record<ServerName, string>> = {
  bare: 'node:http, reads the body only',
  checked: 'HMAC and JSON.parse alone',
  webhook: 'verified, parsed, kept in memory, answered',
  sqlite: 'the same, kept in a SqliteInbox (on the disk, what comes together in one write)',
  redis: 'the same, kept in a RedisInbox (without the CPU of Redis)',
  listens: "the same, and a turn of botbuilder's that does nothing",
  replies: 'the same, and a turn that replies',
}
const allNames = Object.keys(labels) as readonly ServerName[]

export const twitter: Suite = {
  name: 'twitter',
  title: "Webhooks of X, one message each, as large as Dashbot's sample, over loopback",
  maxMs: 240_000,
  run: async ({ isQuick }) => [
    isQuick
      ? await webhookTable(1, WEBHOOKS_PER_QUICK_ROUND)
      : await webhookTable(ROUNDS, WEBHOOKS_PER_ROUND),
  ],
}

interface Subject {
  readonly process: ChildProcess
  readonly pool: Pool
}

async function webhookTable(rounds: number, webhooksPerRound: number): Promise<Table> {
  const redis = isRedisInstalled ? await RedisServer.start('--appendonly', 'yes') : undefined
  const folder = makeDirectory()
  const names = allNames.filter((name) => name !== 'redis' || redis !== undefined)
  const env = { BENCH_FOLDER: folder, BENCH_REDIS: redis?.url }
  const subjects = new Map(
    await Promise.all(names.map(async (name) => [name, await start(name, env)] as const)),
  )
  const micros: Record<ServerName, number[]> = {
    ...{ bare: [], checked: [], webhook: [], sqlite: [], redis: [], listens: [], replies: [] },
  }
  for (let round = -Math.min(rounds, ROUNDS_TO_WARM_UP); round < rounds; round += 1) {
    for (const [name, subject] of subjects) {
      const cpu = await measure(subject, webhooks(round, webhooksPerRound))
      if (round >= 0) micros[name].push(cpu)
    }
  }
  for (const { process, pool } of subjects.values()) {
    await pool.destroy()
    process.disconnect()
  }
  await redis?.stop()
  removeDirectory(folder)
  const cpu = (name: ServerName) => median(micros[name])
  return {
    head: ['server', 'CPU per webhook (µs)', 'webhooks a second on one core'],
    rows: names.map((name) => [labels[name], cpu(name).toFixed(1), Math.round(1e6 / cpu(name))]),
    notes: [
      verdict(
        'verified, parsed, kept in memory and answered beside node:http',
        micros.bare.map((bare, round) => bare / (micros.webhook[round] ?? Number.NaN)),
        { atLeast: 0.65 },
      ),
    ],
  }
}

async function start(name: ServerName, env: NodeJS.ProcessEnv): Promise<Subject> {
  const child = fork(join(__dirname, 'twitter', 'server.js'), [name], { env: { ...process.env, ...env } })
  const [port] = await once(child, 'message')
  return { process: child, pool: new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS }) }
}

interface SignedBody {
  readonly body: string
  readonly signature: string
}

/** Bodies that no server has seen before: the sample's, with an id of their own and from one of 20 users. */
function webhooks(round: number, length: number): readonly SignedBody[] {
  const sample = Object(golden('incoming-quick-reply').body).platformJson
  const [event] = sample.direct_message_events
  return Array.from({ length }, (_, index) => {
    const message_create = {
      ...event.message_create,
      sender_id: String(1_000 + (index % 20)),
      target: { recipient_id: '3805104374' },
    }
    const fresh = { ...event, id: `${1_000 + round}${index.toString().padStart(9, '0')}`, message_create }
    const body = JSON.stringify({ ...sample, for_user_id: '3805104374', direct_message_events: [fresh] })
    return { body, signature: sign(secret, body) }
  })
}

/** Posts the bodies, and gives the CPU time that the server took for each, in µs. */
async function measure({ process, pool }: Subject, bodies: readonly SignedBody[]): Promise<number> {
  await cpuOf(process)
  const waiting = [...bodies]
  const post = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const headers = { 'content-type': 'application/json', 'x-twitter-webhooks-signature': next.signature }
      const response = await pool.request({ method: 'POST', path: '/', headers, body: next.body })
      await response.body.dump()
      if (response.statusCode !== 200) throw new Error(`A webhook was answered with ${response.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, post))
  return (await cpuOf(process)) / bodies.length
}

async function cpuOf(process: ChildProcess): Promise<number> {
  const [micros] = await Promise.all([once(process, 'message'), process.send('cpu')]).then(
    ([message]) => message,
  )
  return micros
}
