import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { makeRequests, nextKey } from './requests'

/** What the poster measured: of each request, ms from when it was due until it was answered. */
export interface Posted {
  readonly latencies: readonly number[]
  readonly refused: number
}

/** One is due each time that so many ms have passed, whether the ones before were answered or not. */
const EVERY_MS = 5

const [url = '', apiKey = ''] = process.argv.slice(2)
const requests = makeRequests(2_000, apiKey)
const pool = new Pool(url, { connections: 64 })
const latencies: number[] = []
const open = new Set<Promise<void>>()
let refused = 0
let isStopped = false

async function post(index: number, due: number): Promise<void> {
  const { path, body } = requests[index % requests.length] ?? { path: '', body: '' }
  const headers = { 'content-type': 'application/json', 'idempotency-key': nextKey() }
  const answer = await pool.request({ path, body, headers, method: 'POST' })
  await answer.body.dump()
  latencies.push(performance.now() - due)
  if (answer.statusCode !== 200) refused++
}

async function run(): Promise<void> {
  const started = performance.now()
  for (let index = 0; !isStopped; index++) {
    const due = started + index * EVERY_MS
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const posting = post(index, Math.max(due, performance.now() - EVERY_MS))
    open.add(posting)
    void posting.finally(() => open.delete(posting))
  }
  await Promise.all(open)
  process.send?.({ latencies, refused } satisfies Posted, () => process.exit())
}

process.on('message', () => {
  isStopped = true
})
process.on('disconnect', () => process.exit())
void run()
