import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SenderResult } from './delivery/sender'
import type { SenderName } from './delivery/senders'
import { median, verdict } from './figures'
import type { Suite, Table } from './suite'

const ROUNDS = 5
const MESSAGES = 8_000
const QUICK_MESSAGES = 800

export const delivery: Suite = {
  name: 'delivery',
  title: 'Delivery: one POST per message over loopback, 1 KB each, 16 in flight',
  run: async ({ isQuick }) => [
    isQuick ? await deliveryTable(1, QUICK_MESSAGES) : await deliveryTable(ROUNDS, MESSAGES),
  ],
}

const labels: Readonly<Record<SenderName, string>> = {
  ours: 'botbuilder-dashbot',
  dashbot: "Dashbot's own package",
  undici: 'undici, raw',
}
const names = Object.keys(labels) as readonly SenderName[]

async function deliveryTable(rounds: number, messages: number): Promise<Table> {
  const server = fork(join(__dirname, 'delivery', 'server.js'))
  const [port] = await once(server, 'message')
  const results = { ours: [], dashbot: [], undici: [] } as Record<SenderName, SenderResult[]>
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await runSender(name, `http://127.0.0.1:${port}`, messages))
  }
  server.disconnect()
  const cpu = (name: SenderName) => median(results[name].map((result) => result.cpuMicrosPerMessage))
  const rate = (name: SenderName) => median(results[name].map((result) => result.messagesPerSecond))
  /** By round, since what slows the machine slows all senders of a round. */
  const ratios = (other: SenderName, value: (result: SenderResult) => number): readonly number[] =>
    results.ours.map((result, round) => value(result) / value(results[other][round] ?? result))
  const cpuOf = (result: SenderResult): number => result.cpuMicrosPerMessage
  const rateOf = (result: SenderResult): number => result.messagesPerSecond
  return {
    head: ['sender', 'CPU per message (µs)', 'messages a second'],
    rows: names.map((name) => [labels[name], cpu(name).toFixed(1), Math.round(rate(name))]),
    notes: [
      verdict("CPU beside Dashbot's own package", ratios('dashbot', cpuOf), { atMost: 0.85 }),
      verdict('CPU beside raw undici', ratios('undici', cpuOf), { atMost: 1.6 }),
      verdict('rate beside raw undici', ratios('undici', rateOf), { atLeast: 0.6 }),
    ],
  }
}

async function runSender(name: SenderName, serverRoot: string, messages: number): Promise<SenderResult> {
  const child = fork(join(__dirname, 'delivery', 'sender.js'), [name, serverRoot, `${messages}`])
  const [result] = await Promise.race([once(child, 'message'), failed(child, name)])
  return result
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`the sender ${name} ended with exit code ${code}`)
}
