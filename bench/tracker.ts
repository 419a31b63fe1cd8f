import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { week } from '../samples/week/src/week'
import { createTracker } from '../src/tracker'
import { median, verdict } from './figures'
import type { Suite, Table } from './suite'
import type { ServerName, Usage } from './tracker/server'

const ROUNDS = 3
const ROUND_MS = 2_500
/** As 32 bots with 8 sockets each. */
const IN_FLIGHT = 256
const END = Date.UTC(2026, 10, 24)

/** Databases of these sizes; `BENCH_TRACKER_MESSAGES=1000000` adds the largest, which takes minutes to fill. */
const SIZES = [10_000, 100_000, ...(process.env.BENCH_TRACKER_MESSAGES?.split(',').map(Number) ?? [])]
const MAX_PAGE_MS = 200

export const tracker: Suite = {
  name: 'tracker',
  title: `The local tracker: messages of about 0.7 KB, ${IN_FLIGHT} requests in flight; then its pages`,
  maxMs: 240_000,
  run: async ({ isQuick }) => [
    await intakeTable(isQuick ? 1 : ROUNDS),
    await pagesTable(isQuick ? SIZES.slice(0, 1) : SIZES),
  ],
}

interface Round {
  readonly perSecond: number
  readonly cpuMicros: number
}

async function intakeTable(roundCount: number): Promise<Table> {
  const rounds: Record<ServerName, Round[]> = { tracker: [], bare: [] }
  const servers = { tracker: startServer('tracker'), bare: startServer('bare') }
  const urls = { tracker: await servers.tracker.url, bare: await servers.bare.url }
  for (let round = 0; round <= roundCount; round++) {
    for (const name of ['bare', 'tracker'] as const) {
      const result = await load(servers[name].child, urls[name])
      // The first one warms up.
      if (round > 0) rounds[name].push(result)
    }
  }
  for (const { child } of Object.values(servers)) child.disconnect()
  const rate = (name: ServerName) => median(rounds[name].map(({ perSecond }) => perSecond))
  const cpu = (name: ServerName) => median(rounds[name].map(({ cpuMicros }) => cpuMicros))
  return {
    head: ['server', 'messages a second', 'CPU per message (µs)'],
    rows: [
      ['hono that reads and forgets', Math.round(rate('bare')), cpu('bare').toFixed(1)],
      ['the tracker, answered once stored', Math.round(rate('tracker')), cpu('tracker').toFixed(1)],
    ],
    notes: [
      verdict('rate beside bare hono', rate('tracker') / rate('bare'), { atLeast: 0.4 }),
      `CPU, bare / tracker: ${(cpu('bare') / cpu('tracker')).toFixed(2)}: the rate's ratio where the client is never the bottleneck`,
    ],
  }
}

function startServer(name: ServerName) {
  const child = fork(join(__dirname, 'tracker', 'server.js'), [name])
  return { child, url: once(child, 'message').then(([url]) => String(url)) }
}

const messages = [...week({ end: END, messages: 4_000 })].filter(({ type }) => type !== 'event')
const requests = messages.map(({ type, payload }) => ({
  path: `/track?platform=twitter&v=11.1.0-rest&type=${type}&apiKey=KEY`,
  body: JSON.stringify(payload),
}))

async function load(server: ChildProcess, url: string): Promise<Round> {
  const pool = new Pool(url, { connections: IN_FLIGHT })
  await usage(server)
  const started = performance.now()
  let sent = 0
  const send = async () => {
    while (performance.now() - started < ROUND_MS) {
      const request = requests[sent++ % requests.length]
      if (request === undefined) throw new RangeError('there are no messages')
      const headers = { 'content-type': 'application/json', 'idempotency-key': nextKey() }
      const { statusCode, body } = await pool.request({ ...request, method: 'POST', headers })
      if (statusCode !== 200) throw new Error(`the server answered ${statusCode}`)
      await body.dump()
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, send))
  const seconds = (performance.now() - started) / 1_000
  const { cpuMicros } = await usage(server)
  await pool.close()
  return { perSecond: sent / seconds, cpuMicros: cpuMicros / sent }
}

/** As the client's: one random part for each process, and a number. */
const nextKey = (() => {
  const prefix = randomUUID().slice(0, 24)
  let last = 0
  return () => prefix + (++last).toString(16).padStart(12, '0')
})()

async function usage(server: ChildProcess): Promise<Usage> {
  server.send('usage')
  const [answer] = await once(server, 'message')
  return answer
}

const PAGES = ['/', '/transcripts', '/transcripts?q=weather', '/intents', '/events'] as const

async function pagesTable(sizes: readonly number[]): Promise<Table> {
  const rows: (string | number)[][] = []
  let slowest = 0
  for (const size of sizes) {
    const { written, megabytes, times } = await measurePages(size)
    rows.push([
      size.toLocaleString('en'),
      Math.round(written),
      Math.round(megabytes),
      ...PAGES.map((page) => times[page].toFixed(1)),
    ])
    slowest = Math.max(slowest, times['/'], times['/transcripts'])
  }
  return {
    head: ['messages', 'imported a second', 'MB', ...PAGES.map((page) => `${page} (ms)`)],
    rows,
    notes: [
      "Page times are the server's own (Server-Timing), the median of five.",
      verdict('overview and transcripts, slowest', slowest, { atMost: MAX_PAGE_MS }, ' ms'),
    ],
  }
}

async function measurePages(size: number) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-tracker-'))
  const path = join(directory, 'tracker.db')
  const opened = await createTracker({ path })
  try {
    const started = performance.now()
    const { stored } = await opened.import(week({ end: END, messages: size }))
    const written = stored / ((performance.now() - started) / 1_000)
    const url = await opened.listen({ port: 0 })
    const times = {} as Record<(typeof PAGES)[number], number>
    for (const page of PAGES) times[page] = await pageTime(`${url}${page}`)
    const bytes = [path, `${path}-wal`].reduce((sum, file) => sum + statSync(file).size, 0)
    return { written, megabytes: bytes / 1e6, times }
  } finally {
    await opened.close()
    rmSync(directory, { recursive: true })
  }
}

/** The page over all that is stored. */
async function pageTime(url: string): Promise<number> {
  const address = new URL(url)
  address.searchParams.set('span', 'all')
  const times: number[] = []
  for (let request = 0; request < 5; request++) {
    const response = await fetch(address)
    await response.text()
    if (response.status !== 200) throw new Error(`${address.pathname} answered ${response.status}`)
    const durations = [...(response.headers.get('server-timing') ?? '').matchAll(/dur=([\d.]+)/g)]
    if (durations.length === 0) throw new Error(`${address.pathname} told no time`)
    times.push(durations.reduce((sum, [, duration]) => sum + Number(duration), 0))
  }
  return median(times)
}
