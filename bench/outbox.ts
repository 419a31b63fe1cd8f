import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DashbotClient, MemoryTransport, type Outbox } from '../src'
import { MemoryOutbox } from '../src/delivery/memory-outbox'
import { SqliteOutbox } from '../src/outbox'
import { openDatabase } from '../src/sqlite/open'
import { createEnvelope, type Envelope } from '../src/wire/envelope'
import { message } from './delivery/senders'
import { verdict } from './figures'
import { fillOutbox } from './outbox/fill'
import type { StartResult } from './outbox/start'
import type { Suite, Table } from './suite'

const CAPTURES = 20_000
const QUICK_CAPTURES = 1_000
const CAPTURES_PER_TURN = 10
const CONVERSATIONS = 1_000
const WAITING = 1_000_000
const GOAL_MICROS = 100
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
  const bare = insertTimes(`${path}-bare`, captures)
  const onDisk = await captureTimes(new SqliteOutbox({ path }), captures)
  return {
    head: ['capture of a message', 'p50 (µs)', 'p99 (µs)', 'p99.9 (µs)'],
    rows: [
      ['in memory', ...percentiles(inMemory)],
      ['with the outbox', ...percentiles(onDisk)],
      ['an INSERT into bare SQLite, in WAL', ...percentiles(bare)],
    ],
    notes: [verdict('p99 with the outbox', at(onDisk, 0.99), { atMost: GOAL_MICROS }, ' µs')],
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

function insertTimes(path: string, captures: number): readonly number[] {
  const database = openDatabase(path)
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE message (id INTEGER PRIMARY KEY, json TEXT)',
  )
  const insert = database.prepare('INSERT INTO message (json) VALUES (?)')
  const texts = Array.from({ length: captures }, (_, index) => JSON.stringify(message(index)))
  const micros = texts.map((text) => elapsedMicros(() => insert.run(text)))
  database.close()
  return micros
}

/** How many messages go in, and how many come out and are removed. */
function throughputTable(directory: string, messages: number): Table {
  const memory = throughput(messages, new MemoryOutbox({ maxMessages: CAPTURES, maxBytes: 64 * MIB }))
  const disk = throughput(messages, new SqliteOutbox({ path: join(directory, 'throughput.db') }))
  return {
    head: ['outbox', 'in (messages a second)', 'out (messages a second)'],
    rows: [
      ['in memory', memory.in, memory.out],
      ['on disk', disk.in, disk.out],
    ],
    notes: [verdict('out of the outbox', disk.out, { atLeast: 25_000 }, ' messages a second')],
  }
}

function throughput(messages: number, chosen: Outbox): { in: number; out: number } {
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
  const perSecond = (micros: number): number => Math.round((messages / micros) * 1e6)
  return { in: perSecond(inMicros), out: perSecond(outMicros) }
}

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
  const directory = mkdtempSync(join(tmpdir(), 'dashbot-bench-'))
  try {
    return await work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function elapsedMicros(work: () => unknown): number {
  const startedAt = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - startedAt) / 1_000
}

function at(micros: readonly number[], share: number): number {
  const sorted = [...micros].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN
}

const percentiles = (micros: readonly number[]): readonly string[] =>
  [0.5, 0.99, 0.999].map((share) => at(micros, share).toFixed(1))
