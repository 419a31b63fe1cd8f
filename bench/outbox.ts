import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DashbotClient, MemoryTransport, type Outbox } from '../src'
import { MemoryOutbox } from '../src/delivery/memory-outbox'
import { SqliteOutbox } from '../src/outbox'
import { createEnvelope, type Envelope } from '../src/wire/envelope'
import { makeDirectory, removeDirectory } from '../test/support/directory'
import { message } from './delivery/senders'
import { verdict } from './figures'
import { bareTimes, elapsedMicros } from './outbox/bare-sqlite'
import { fillOutbox } from './outbox/fill'
import type { StartResult } from './outbox/start'
import type { Suite, Table } from './suite'

const CAPTURES = 20_000
const QUICK_CAPTURES = 1_000
const CAPTURES_PER_TURN = 10
const CONVERSATIONS = 1_000
const WAITING = 1_000_000
const MIB = 2 ** 20

export const outbox: Suite = {
  name: 'outbox',
  title: 'Outbox: messages of 1 KB on disk, beside memory and beside bare SQLite',
  maxMs: 240_000,
  run: ({ isQuick }) =>
    inDirectory(async (directory) => [
      await captureTable(join(directory, 'capture.db'), isQuick ? QUICK_CAPTURES : CAPTURES),
      throughputTable(directory, isQuick ? QUICK_CAPTURES : CAPTURES),
      await startTable(directory, isQuick ? 1_000 : WAITING),
    ]),
}

/** What a message costs the bot, while delivery goes on. */
async function captureTable(path: string, captures: number): Promise<Table> {
  const inMemory = await captureTimes(undefined, captures)
  const bare = bareTimes(`${path}-bare`, texts(captures)).inserts
  const onDisk = await captureTimes(new SqliteOutbox({ path }), captures)
  return {
    head: ['capture of a message', 'p50 (µs)', 'p99 (µs)', 'p99.9 (µs)'],
    rows: [
      ['in memory', ...percentiles(inMemory)],
      ['with the outbox', ...percentiles(onDisk)],
      ['an INSERT into bare SQLite, in WAL', ...percentiles(bare)],
    ],
    notes: [
      verdict('p99 with the outbox beside the bare INSERT', at(onDisk, 0.99) / at(bare, 0.99), {
        atMost: 1.8,
      }),
    ],
  }
}

async function captureTimes(chosen: Outbox | undefined, captures: number): Promise<readonly number[]> {
  const client = new DashbotClient({ transport: new MemoryTransport(), outbox: chosen })
  const micros: number[] = []
  for (let index = 0; index < 2 * captures; index += 1) {
    const payload = message(index)
    const micro = elapsedMicros(() => client.capture('incoming', payload))
    if (index >= captures) micros.push(micro)
    if (index % CAPTURES_PER_TURN === 0) await new Promise(setImmediate)
  }
  await client.close()
  return micros
}

/** The texts of so many messages. */
const texts = (messages: number): string[] =>
  Array.from({ length: messages }, (_, index) => JSON.stringify(message(index)))

/** How many messages go in, and how many come out and are removed. */
function throughputTable(directory: string, messages: number): Table {
  const memory = throughput(messages, new MemoryOutbox({ maxMessages: CAPTURES, maxBytes: 64 * MIB }))
  const bare = bareThroughput(join(directory, 'bare.db'), messages)
  const disk = throughput(messages, new SqliteOutbox({ path: join(directory, 'throughput.db') }))
  return {
    head: ['outbox', 'in (messages a second)', 'out (messages a second)'],
    rows: [
      ['in memory', memory.in, memory.out],
      ['on disk', disk.in, disk.out],
      ['bare SQLite: INSERT; SELECT and DELETE in groups', bare.in, bare.out],
    ],
    notes: [
      verdict('out of the outbox', disk.out, { atLeast: 25_000 }, ' messages a second'),
      verdict('out of the outbox beside bare SQLite', disk.out / bare.out, { atLeast: 0.25 }),
    ],
  }
}

interface Throughput {
  readonly in: number
  readonly out: number
}

function bareThroughput(path: string, messages: number): Throughput {
  const { inserts, out } = bareTimes(path, texts(messages))
  const sum = inserts.reduce((total, micros) => total + micros, 0)
  return { in: perSecond(messages, sum), out: perSecond(messages, out) }
}

function throughput(messages: number, chosen: Outbox): Throughput {
  chosen.open({ onError() {}, onDrop() {}, onRestored() {}, onReady() {} })
  const envelopes = Array.from({ length: messages }, (_, index) => envelope(index))
  const inMicros = elapsedMicros(() => {
    for (const one of envelopes) chosen.add(one)
  })
  const outMicros = elapsedMicros(() => {
    for (let next = chosen.next(); next !== undefined; next = chosen.next()) {
      chosen.settle(next, { kind: 'delivered' })
    }
  })
  chosen.close()
  return { in: perSecond(messages, inMicros), out: perSecond(messages, outMicros) }
}

const perSecond = (messages: number, micros: number): number => Math.round((messages / micros) * 1e6)

function envelope(index: number): Envelope {
  return createEnvelope({
    type: 'incoming',
    json: JSON.stringify(message(index)),
    conversation: `user ${index % CONVERSATIONS}`,
    capturedAt: Date.now(),
  })
}

/** From a process's start to its first message, with an empty outbox and with a full one. */
async function startTable(directory: string, waiting: number): Promise<Table> {
  const empty = await start(join(directory, 'empty.db'))
  const path = join(directory, 'full.db')
  fillOutbox(path, waiting)
  const full = await start(path)
  const row = (name: string, { openMs, firstMs, extraBytes }: StartResult) =>
    [name, openMs.toFixed(1), firstMs.toFixed(2), (extraBytes / MIB).toFixed(1)] as const
  return {
    head: ['start with', 'until it is open (ms)', 'until the first message (ms)', 'memory (MiB)'],
    rows: [row('nothing', empty), row(`${waiting.toLocaleString('en')} messages`, full)],
  }
}

async function start(path: string): Promise<StartResult> {
  const child = fork(join(__dirname, 'outbox', 'start.js'), [path], { execArgv: ['--expose-gc'] })
  const [[result]] = await Promise.all([once(child, 'message'), once(child, 'exit')])
  return result
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = makeDirectory()
  try {
    return await work(directory)
  } finally {
    removeDirectory(directory)
  }
}

function at(micros: readonly number[], share: number): number {
  const sorted = [...micros].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN
}

const percentiles = (micros: readonly number[]): readonly string[] =>
  [0.5, 0.99, 0.999].map((share) => at(micros, share).toFixed(1))
