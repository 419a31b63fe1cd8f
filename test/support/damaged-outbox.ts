import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { SqliteOutbox } from '../../src/outbox'
import { RecordingHost } from '../../src/testing/recording-host'
import { type Envelope, restoreEnvelope } from '../../src/wire/envelope'
import { makeDirectory, removeDirectory } from './directory'
import { textOf } from './messages'

export const PAGE_BYTES = 4096
export const MESSAGES = 200
const CONVERSATIONS = 10
const CAPTURED_AT = Date.UTC(2026, 0, 1)

/** What came out of a damaged file. */
export interface Outcome {
  /** The messages' numbers by conversation, in the order of their delivery. */
  readonly delivered: ReadonlyMap<string, readonly number[]>
  readonly accepted: number
  readonly host: RecordingHost
}

/** The same in every run, so that damage strikes the same bytes. */
function numbered(index: number): Envelope {
  const text = `${index}`.padStart(300, '0')
  const conversation = `user ${index % CONVERSATIONS}`
  return restoreEnvelope({
    id: `00000000-0000-4000-8000-${`${index}`.padStart(12, '0')}`,
    type: 'incoming',
    json: JSON.stringify({ text, userId: conversation }),
    conversation,
    capturedAt: CAPTURED_AT,
  })
}

/** A directory with an outbox's file, of which damaged copies are opened. */
export class DamagedOutbox {
  readonly directory = makeDirectory()
  /** The file as it was before. */
  readonly sound: Buffer
  readonly #clock = sinon.useFakeTimers({
    now: CAPTURED_AT,
    toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
  })
  #files = 0

  constructor() {
    const path = join(this.directory, 'outbox.db')
    const outbox = new SqliteOutbox({ path })
    outbox.open(new RecordingHost())
    for (let index = 0; index < MESSAGES + 50; index++) {
      outbox.add(numbered(index))
    }
    for (let index = 0; index < 50; index++) {
      const envelope = outbox.next()
      if (envelope !== undefined) outbox.settle(envelope, { kind: 'delivered' })
    }
    outbox.close()
    this.sound = readFileSync(path)
    expect(this.sound.length).to.be.above(20 * PAGE_BYTES)
  }

  dispose(): void {
    this.#clock.restore()
    removeDirectory(this.directory)
  }

  /** Each content gets a file of its own: a library may hold the one before open until its garbage is collected. */
  write(content: Buffer): string {
    const path = join(this.directory, `outbox-${this.#files++}.db`)
    writeFileSync(path, content)
    return path
  }

  /** Lets the time pass that a repair takes. */
  wait(): void {
    this.#clock.tick(1_000)
  }

  /** Opens the file and delivers what there is, a repair on the way included. */
  deliver(path: string): Outcome {
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    const found = outbox.open(host)
    const delivered = new Map<string, number[]>()
    for (let round = 0; round < 3; round++) {
      for (let next = outbox.next(); next !== undefined; next = outbox.next()) {
        delivered.set(next.conversation, [...(delivered.get(next.conversation) ?? []), Number(textOf(next))])
        outbox.settle(next, { kind: 'delivered' })
      }
      this.wait()
    }
    expect(outbox.size, 'size').to.equal(0)
    outbox.close()
    return { delivered, accepted: found + host.restored, host }
  }
}

/** Everything found is accounted for, and nothing comes twice. Returns how many were delivered. */
export function expectSound({ delivered, accepted, host }: Outcome): number {
  let count = 0
  for (const numbers of delivered.values()) {
    expect(numbers).to.have.length(new Set(numbers).size)
    count += numbers.length
  }
  const dropped = host.drops.reduce((sum, [, lost]) => sum + lost, 0)
  for (const [reason] of host.drops) expect(reason).to.equal('outbox_corrupt')
  for (const { code } of host.errors) expect(code).to.equal('ERR_DASHBOT_OUTBOX')
  expect(count + dropped).to.equal(accepted)
  return count
}

/** The same, and nothing comes out of order. */
export function expectSoundInOrder(outcome: Outcome): number {
  for (const numbers of outcome.delivered.values()) {
    expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b))
  }
  return expectSound(outcome)
}
