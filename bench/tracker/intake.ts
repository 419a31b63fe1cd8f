import { Pool } from 'undici'
import { median, verdict } from '../figures'
import type { Table } from '../suite'
import { makeRequests, nextKey, type TrackRequest } from './requests'
import { readUsage, type StartedServer, startServer } from './start-server'

/** As 8 and as 32 bots with 8 sockets each. */
const IN_FLIGHT = [64, 256] as const
const LEAST_SHARE = 0.5

interface Round {
  readonly perSecond: number
  readonly cpuMicros: number
}

/** How many messages a second the tracker takes, beside a server that forgets them. */
export async function measureIntake(roundCount: number, roundMs: number): Promise<Table> {
  const requests = makeRequests(4_000, 'KEY')
  const servers = {
    bare: await startServer({ name: 'bare' }),
    tracker: await startServer({ name: 'tracker' }),
  }
  const rows: (string | number)[][] = []
  const shares: number[] = []
  for (const inFlight of IN_FLIGHT) {
    const rounds = { bare: [] as Round[], tracker: [] as Round[] }
    for (let round = 0; round <= roundCount; round++) {
      for (const name of ['bare', 'tracker'] as const) {
        const result = await load(servers[name], requests, { inFlight, roundMs })
        // The first one warms up.
        if (round > 0) rounds[name].push(result)
      }
    }
    const rate = (name: 'bare' | 'tracker') => median(rounds[name].map(({ perSecond }) => perSecond))
    const cpu = (name: 'bare' | 'tracker') => median(rounds[name].map(({ cpuMicros }) => cpuMicros))
    const share = rate('tracker') / rate('bare')
    shares.push(share)
    rows.push([
      inFlight,
      ...[Math.round(rate('bare')), Math.round(rate('tracker')), share.toFixed(2)],
      ...[cpu('bare').toFixed(1), cpu('tracker').toFixed(1), (cpu('bare') / cpu('tracker')).toFixed(2)],
    ])
  }
  for (const { child } of Object.values(servers)) child.disconnect()
  return {
    head: [
      ...['in flight', 'hono that forgets, a second', 'tracker, a second', 'share'],
      ...['hono, CPU µs a message', 'tracker, CPU µs', 'share'],
    ],
    rows,
    notes: [
      ...IN_FLIGHT.map((inFlight, index) =>
        verdict(`rate beside bare hono, ${inFlight} in flight`, shares[index] ?? 0, { atLeast: LEAST_SHARE }),
      ),
      "The CPU's share is the rate's where the client is never the bottleneck.",
    ],
  }
}

async function load(
  server: StartedServer,
  requests: readonly TrackRequest[],
  { inFlight, roundMs }: { inFlight: number; roundMs: number },
): Promise<Round> {
  const pool = new Pool(server.url, { connections: inFlight })
  await readUsage(server)
  const started = performance.now()
  let sent = 0
  const send = async () => {
    while (performance.now() - started < roundMs) {
      const request = requests[sent++ % requests.length]
      if (request === undefined) throw new RangeError('there are no messages')
      const headers = { 'content-type': 'application/json', 'idempotency-key': nextKey() }
      const { statusCode, body } = await pool.request({ ...request, method: 'POST', headers })
      if (statusCode !== 200) throw new Error(`the server answered ${statusCode}`)
      await body.dump()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, send))
  const seconds = (performance.now() - started) / 1_000
  const { cpuMicros } = await readUsage(server)
  await pool.close()
  return { perSecond: sent / seconds, cpuMicros: cpuMicros / sent }
}
