import { median, verdict } from '../figures'
import type { Table } from '../suite'
import type { FilledDatabase } from './database'
import { startServer } from './start-server'

const MAX_PAGE_MS = 100
const REQUESTS = 5

/** A step after the other through one order, which most users leave before its end. */
const FUNNEL = ['GREETING', 'LUNCH_MENU', 'LUNCH_CHOICE', 'LUNCH_CONFIRM']
  .map((name) => `step=intent:${name}`)
  .concat('step=event:revenueEvent/boughtLunch')
  .join('&')

export const FUNNEL_PATH = `/funnel?${FUNNEL}&span=90d`

const PATHS = [
  ...['/', '/transcripts', '/transcripts?q=weather', '/intents', '/intents?intent=WEATHER_QUERY'],
  ...['/transcripts?sort=messages', '/not-handled', '/events', '/engagement'],
].flatMap((path) => ['all', '90d'].map((span) => `${path}${path.includes('?') ? '&' : '?'}span=${span}`))

const PAGES = [...PATHS, FUNNEL_PATH, `${FUNNEL_PATH}&within=session`]

/** How long each page takes the tracker, over all that is stored and over 90 days. */
export async function measurePages(databases: readonly FilledDatabase[]): Promise<Table> {
  const columns: (readonly number[])[] = []
  for (const { path } of databases) columns.push(await timePages(path))
  const label = (page: string) => page.replace(FUNNEL, '5 steps')
  const last = columns.at(-1) ?? []
  const slowest = last.indexOf(Math.max(...last))
  return {
    head: ['page (ms)', ...databases.map(({ megabytes }) => `${Math.round(megabytes)} MB`)],
    rows: PAGES.map((page, row) => [label(page), ...columns.map((times) => times[row]?.toFixed(1) ?? '')]),
    notes: [
      "Page times are the server's own (Server-Timing), the median of five.",
      `Imported a second: ${databases.map(({ importedPerSecond: rate }) => (rate === undefined ? 'before' : Math.round(rate))).join(', ')}.`,
      verdict(
        `slowest page, ${label(PAGES[slowest] ?? '')}`,
        last[slowest] ?? 0,
        { atMost: MAX_PAGE_MS },
        ' ms',
      ),
    ],
  }
}

async function timePages(path: string): Promise<readonly number[]> {
  const { child, url } = await startServer({ name: 'tracker', path })
  const times: number[] = []
  for (const page of PAGES) times.push(await pageTime(url + page))
  child.disconnect()
  return times
}

async function pageTime(address: string): Promise<number> {
  const times: number[] = []
  for (let request = 0; request < REQUESTS; request++) {
    const response = await fetch(address)
    await response.text()
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}`)
    const durations = [...(response.headers.get('server-timing') ?? '').matchAll(/dur=([\d.]+)/g)]
    if (durations.length === 0) throw new Error(`${address} has no Server-Timing`)
    times.push(durations.reduce((sum, [, duration]) => sum + Number(duration), 0))
  }
  return median(times)
}
