import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Activity } from 'botbuilder'
import { golden } from '../test/support/golden'
import { median, verdict } from './figures'
import type { Suite, Table } from './suite'
import type { VariantName } from './turn/variants'
import type { Round, RoundResult } from './turn/worker'

/** Each variant has a process of its own and its share of every round: what slows the machine slows all of them. */
const ROUNDS = 9
const ROUNDS_TO_WARM_UP = 1
/** Enough for several full collections of garbage in each round. */
const TURNS_PER_ROUND = 20_000
const TURNS_PER_QUICK_ROUND = 500

const labels: Readonly<Record<VariantName, string>> = {
  bare: 'none',
  ours: 'botbuilder-dashbot',
  dashbot: "dashbot's own",
  telemetry: 'TelemetryLoggerMiddleware',
}
const names = Object.keys(labels) as readonly VariantName[]

const message: Partial<Activity> = {
  type: 'message',
  id: '1234858589',
  channelId: 'twitter',
  serviceUrl: 'https://api.twitter.com',
  text: 'What is the weather in San Francisco?',
  from: { id: '1234858592', name: 'TwitterDev' },
  recipient: { id: '3805104374', name: 'Furni' },
  conversation: { id: '1234858592', name: '', isGroup: false, conversationType: '' },
}

export const turn: Suite = {
  name: 'turn',
  title: 'A turn with one reply: everything but the network',
  async run({ isQuick }) {
    const workers = new Map(names.map((name) => [name, fork(join(__dirname, 'turn', 'worker.js'), [name])]))
    const { platformJson: channelData } = Object(golden('incoming-quick-reply').body)
    const tables = [
      await turnTable('a short text', message, workers, isQuick),
      await turnTable(
        "a DM with Twitter's JSON",
        { ...message, text: 'Blue Bird', channelData },
        workers,
        isQuick,
      ),
    ]
    for (const worker of workers.values()) worker.disconnect()
    return tables
  },
}

async function turnTable(
  title: string,
  activity: Partial<Activity>,
  workers: ReadonlyMap<VariantName, ChildProcess>,
  isQuick: boolean,
): Promise<Table> {
  const rounds = isQuick ? 1 : ROUNDS
  const turns = isQuick ? TURNS_PER_QUICK_ROUND : TURNS_PER_ROUND
  const results = new Map<VariantName, RoundResult[]>(names.map((name) => [name, []]))
  for (let round = -Math.min(rounds, ROUNDS_TO_WARM_UP); round < rounds; round++) {
    for (const [name, worker] of workers) {
      const result = await measure(worker, { activity, turns })
      if (round >= 0) results.get(name)?.push(result)
    }
  }

  const of = (name: VariantName): readonly RoundResult[] => results.get(name) ?? []
  const taken = (name: VariantName): number => median(of(name).map(({ micros }) => micros))
  const cpu = (name: VariantName): number => median(of(name).map(({ cpuMicros }) => cpuMicros))
  const added = (name: VariantName): number => taken(name) - taken('bare')
  const addedIn = (name: VariantName): readonly number[] =>
    of(name).map(({ micros }, round) => micros - (of('bare')[round]?.micros ?? Number.NaN))
  const dashbotAdded = addedIn('dashbot')
  const ratio = (name: VariantName): number => added(name) / added('dashbot')
  const addedCpu = (name: VariantName): readonly number[] =>
    of(name).map(({ cpuMicros }, round) => cpuMicros - (of('bare')[round]?.cpuMicros ?? Number.NaN))
  const dashbotCpu = addedCpu('dashbot')
  const timeRatios = addedIn('ours').map((micros, round) => micros / (dashbotAdded[round] ?? Number.NaN))
  const cpuRatios = addedCpu('ours').map((micros, round) => micros / (dashbotCpu[round] ?? Number.NaN))
  return {
    head: [title, 'a turn (µs)', 'added (µs)', "of dashbot's", 'CPU with what follows (µs)'],
    rows: names.map((name) => [
      labels[name],
      taken(name).toFixed(2),
      added(name).toFixed(2),
      name === 'bare' ? '' : ratio(name).toFixed(2),
      cpu(name).toFixed(1),
    ]),
    notes: [
      verdict(`${title}: time added to a turn beside dashbot's own`, timeRatios, { atMost: 1 }),
      verdict(`${title}: CPU added with what follows beside dashbot's own`, cpuRatios, { atMost: 1.1 }),
    ],
  }
}

async function measure(worker: ChildProcess, round: Round): Promise<RoundResult> {
  worker.send(round)
  const [result] = await once(worker, 'message')
  return result
}
