import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { verdict } from '../figures'
import type { Table } from '../suite'
import { type FilledDatabase, WEEKS } from './database'
import { FUNNEL_PATH } from './pages'
import type { Posted } from './poster'
import { startServer } from './start-server'

const MAX_P99_MS = 50
const FUNNELS = 5
/** A page that follows what comes in is fetched again as often. */
const LIVE_MS = 400
const WEEK_MS = 7 * 24 * 60 * 60_000

/** How long a POST takes that another process sends while the tracker has something else to do. */
export async function measureHeldUp({ path }: FilledDatabase, quietMs: number): Promise<Table> {
  const rows: (string | number)[][] = []
  const p99 = { live: 0, held: 0 }
  let lost = 0
  let exported = 0
  const measure = async (
    label: string,
    apiKey: string,
    server: { url: string },
    work: () => Promise<unknown>,
  ) => {
    const { latencies, refused } = await postDuring(server.url, apiKey, work)
    const stored = await countLines(`${server.url}/export.ndjson?bot=${nameOf(apiKey)}`)
    lost += refused + latencies.length - stored
    const sorted = latencies.toSorted((one, other) => one - other)
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
    rows.push([label, latencies.length, at(0.5).toFixed(1), at(0.99).toFixed(1), at(1).toFixed(1)])
    return at(0.99)
  }

  const quiet = await startServer({ name: 'tracker', path })
  await measure('nothing else', 'QUIET', quiet, () => sleep(quietMs))
  p99.live = await measure('three live pages', 'LIVE', quiet, () => followPages(quiet.url, quietMs))
  quiet.child.disconnect()
  await once(quiet.child, 'exit')

  const sweeping = await startServer({ name: 'tracker', path, retentionMs: (WEEKS - 1) * WEEK_MS })
  const label = `an export, ${FUNNELS} funnels, a sweep`
  p99.held = await measure(label, 'HELD', sweeping, async () => {
    const [lines] = await Promise.all([countLines(`${sweeping.url}/export.ndjson`), askFunnels(sweeping.url)])
    exported = lines
  })
  sweeping.child.disconnect()

  return {
    head: ['meanwhile', 'POSTs', 'half within (ms)', '99 % within (ms)', 'slowest (ms)'],
    rows,
    notes: [
      `A POST is due every 5 ms, from a process of its own. The export had ${exported.toLocaleString('en')} messages, the sweep deletes the oldest week.`,
      verdict('99 % of the POSTs during three live pages', p99.live, { atMost: MAX_P99_MS }, ' ms'),
      verdict('99 % of the POSTs during all else', p99.held, { atMost: MAX_P99_MS }, ' ms'),
      verdict('POSTs that were lost', lost, { atMost: 0 }),
    ],
  }
}

async function postDuring(url: string, apiKey: string, work: () => Promise<unknown>): Promise<Posted> {
  const poster = fork(join(__dirname, 'poster.js'), [url, apiKey])
  await work()
  poster.send('stop')
  const [posted] = (await once(poster, 'message')) as [Posted]
  return posted
}

async function followPages(url: string, ms: number): Promise<void> {
  const end = performance.now() + ms
  await Promise.all(
    ['/', '/intents', '/transcripts'].map(async (path) => {
      while (performance.now() < end) {
        await (await fetch(url + path)).text()
        await sleep(LIVE_MS)
      }
    }),
  )
}

async function askFunnels(url: string): Promise<void> {
  await Promise.all(
    Array.from({ length: FUNNELS }, async () => {
      const response = await fetch(url + FUNNEL_PATH)
      if (response.status !== 200) throw new Error(`a funnel was answered with ${response.status}`)
      await response.text()
    }),
  )
}

async function countLines(address: string): Promise<number> {
  // Uncompressed, so that the other side's work is the tracker's alone.
  const response = await fetch(address, { headers: { 'accept-encoding': 'identity' } })
  if (response.status !== 200 || response.body === null) throw new Error(`answered ${response.status}`)
  let lines = 0
  for await (const piece of response.body) {
    for (const byte of piece as Uint8Array) if (byte === 0x0a) lines++
  }
  return lines
}

/** As the tracker names a bot whose key has no name. */
const nameOf = (apiKey: string): string =>
  `bot-${createHash('sha256').update(apiKey).digest('hex').slice(0, 12)}`
