import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDirectory, removeDirectory } from '../test/support/directory'
import { verdict } from './figures'
import type { Sample } from './soak/bot'
import type { Suite, Table } from './suite'

const RUN_MS = 10 * 60_000
const QUICK_MS = 3_000
const SAMPLES = 60
const QUICK_SAMPLES = 12
/** The tracker answers 503 for so long, as often. */
const OUTAGE_MS = 5_000
const OUTAGE_EVERY_MS = 30_000
const REFUSED_SHARE = 0.2
const MIB = 2 ** 20
/** Heap that grows by more, in MiB an hour, would end a small container within days. */
const MAX_SLOPE = 6

export const soak: Suite = {
  name: 'soak',
  title: 'Soak: turns with an outbox, before a tracker that flaps',
  isOnDemand: true,
  maxMs: RUN_MS + 60_000,
  run: async ({ isQuick }) => [
    isQuick ? await soakTable(QUICK_MS, QUICK_SAMPLES) : await soakTable(RUN_MS, SAMPLES),
  ],
}

async function soakTable(runMs: number, sampleCount: number): Promise<Table> {
  const directory = makeDirectory()
  const server = await flappingTracker()
  const serverRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const bot = fork(join(__dirname, 'soak', 'bot.js'), [serverRoot, join(directory, 'outbox.db')], {
    execArgv: ['--expose-gc'],
  })
  const samples: Sample[] = []
  for (let index = 0; index < sampleCount; index++) {
    await sleep(runMs / sampleCount)
    bot.send('sample')
    samples.push((await once(bot, 'message'))[0])
  }
  bot.disconnect()
  await once(bot, 'exit')
  server.close()
  removeDirectory(directory)
  // The first third fills caches and compiles.
  const steady = samples.slice(sampleCount / 3)
  const slope = slopeOf(steady.map(({ atMs, heapBytes }) => [atMs / 3_600_000, heapBytes / MIB]))
  const shown = [samples[0], steady[0], samples.at(-1)].filter((sample) => sample !== undefined)
  return {
    head: ['after (s)', 'turns', 'delivered', 'waiting', 'heap after collection (MiB)', 'RSS (MiB)'],
    rows: shown.map(({ atMs, turns, delivered, pending, heapBytes, rssBytes }) => [
      Math.round(atMs / 1_000),
      ...[turns, delivered, pending],
      ...[heapBytes, rssBytes].map((bytes) => (bytes / MIB).toFixed(1)),
    ]),
    notes: [verdict('growth of the heap', slope, { atMost: MAX_SLOPE }, ' MiB an hour')],
  }
}

async function flappingTracker(): Promise<Server> {
  const server = createServer((request, response) => {
    const isOut = performance.now() % OUTAGE_EVERY_MS < OUTAGE_MS
    request.resume().on('end', () => {
      response.statusCode = isOut || Math.random() < REFUSED_SHARE ? 503 : 200
      response.end('{"success":true}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Of the line that fits best: y by x. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
