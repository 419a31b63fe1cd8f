import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DashbotClient, MemoryTransport } from '../src'
import type { SenderResult } from './delivery/sender'
import { message, type SenderName } from './delivery/senders'
import type { Suite, Table } from './suite'

const ROUNDS = 3

export const delivery: Suite = {
  name: 'delivery',
  title: 'Delivery: one POST per message over loopback, 1 KB each, 16 in flight',
  run: async () => [await deliveryTable(), captureTable()],
}

const labels: Readonly<Record<SenderName, string>> = {
  ours: 'botbuilder-dashbot',
  dashbot: "Dashbot's own package",
  undici: 'undici, raw',
}
const names = Object.keys(labels) as readonly SenderName[]

async function deliveryTable(): Promise<Table> {
  const server = fork(join(__dirname, 'delivery', 'server.js'))
  const [port] = await once(server, 'message')
  const results = { ours: [], dashbot: [], undici: [] } as Record<SenderName, SenderResult[]>
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) results[name].push(await runSender(name, `http://127.0.0.1:${port}`))
  }
  server.disconnect()
  const cpu = (name: SenderName) => median(results[name].map((result) => result.cpuMicrosPerMessage))
  const rate = (name: SenderName) => median(results[name].map((result) => result.messagesPerSecond))
  const cpuRatio = cpu('ours') / cpu('dashbot')
  const rateRatio = rate('ours') / rate('undici')
  return {
    head: ['sender', 'CPU per message (µs)', 'messages a second'],
    rows: names.map((name) => [labels[name], cpu(name).toFixed(1), Math.round(rate(name))]),
    notes: [
      verdict("CPU beside Dashbot's own package", cpuRatio, 'at most 0.85', cpuRatio <= 0.85),
      verdict('rate beside raw undici', rateRatio, 'at least 0.4', rateRatio >= 0.4),
    ],
  }
}

async function runSender(name: SenderName, serverRoot: string): Promise<SenderResult> {
  const child: ChildProcess = fork(join(__dirname, 'delivery', 'sender.js'), [name, serverRoot])
  const [result] = await Promise.race([once(child, 'message'), failed(child, name)])
  return result
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`the sender ${name} ended with exit code ${code}`)
}

const CAPTURES = 20_000

/** What a message costs the bot: from the call to its return, while delivery goes on. */
function captureTable(): Table {
  const client = new DashbotClient({
    transport: new MemoryTransport(),
    maxQueueMessages: 2 * CAPTURES,
    maxQueueBytes: 2 * CAPTURES * 2_000,
  })
  const micros: number[] = []
  for (let index = 0; index < 2 * CAPTURES; index += 1) {
    const payload = message(index)
    const startedAt = process.hrtime.bigint()
    client.capture('incoming', payload)
    if (index >= CAPTURES) micros.push(Number(process.hrtime.bigint() - startedAt) / 1_000)
  }
  micros.sort((one, other) => one - other)
  const at = (share: number) => (micros[Math.floor(micros.length * share)] ?? 0).toFixed(2)
  return {
    head: ['capture of a 1 KB message', 'p50 (µs)', 'p99 (µs)'],
    rows: [['in memory', at(0.5), at(0.99)]],
  }
}

function verdict(what: string, ratio: number, goal: string, isReached: boolean): string {
  return `${what}: ${ratio.toFixed(2)}, to reach ${goal}: ${isReached ? 'reached' : 'NOT reached'}`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
