import { expect } from 'chai'
import { SqliteOutbox } from '../../src/outbox'
import type { SqliteDatabase, SqliteStatement } from '../../src/sqlite/database'
import { openDatabase } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import type { Envelope } from '../../src/wire/envelope'
import { deliverAll, message } from '../support/messages'
import { pseudoRandom } from '../support/pseudo-random'

/** Counts the calls of statements that begin with SELECT, and the bytes that each call gave. */
class CountingDatabase implements SqliteDatabase {
  readonly #database = openDatabase(':memory:')
  reads = 0
  mostBytes = 0

  exec = (sql: string): unknown => this.#database.exec(sql)
  close = (): unknown => this.#database.close()

  prepare(sql: string): SqliteStatement {
    const statement = this.#database.prepare(sql)
    if (!sql.startsWith('SELECT')) return statement
    const counted = <Result>(result: Result): Result => {
      this.reads += 1
      this.mostBytes = Math.max(this.mostBytes, bytesOf(result))
      return result
    }
    return {
      run: (...values) => statement.run(...values),
      get: (...values) => counted(statement.get(...values)),
      all: (...values) => counted(statement.all(...values)),
    }
  }
}

function bytesOf(result: unknown): number {
  const rows: object[] = [result ?? []].flat()
  const values = rows.flatMap((row) => Object.values(row))
  return values.reduce((sum, value) => sum + (Object(value).byteLength ?? 0), 0)
}

describe('SqliteOutbox with a backlog', () => {
  let database: CountingDatabase
  let host: RecordingHost
  let outbox: SqliteOutbox

  beforeEach(() => {
    database = new CountingDatabase()
    host = new RecordingHost()
    outbox = new SqliteOutbox({ database })
    outbox.open(host)
  })
  afterEach(() => {
    outbox.close()
    database.close()
  })

  function fill(lanes: number, depth: number, text = ''): void {
    for (let index = 0; index < lanes * depth; index += 1) outbox.add(message(text, `user ${index % lanes}`))
  }

  it('reads many lanes with one statement', () => {
    fill(1_000, 1)
    database.reads = 0
    expect(deliverAll(outbox)).to.have.length(1_000)
    expect(database.reads).to.be.below(50)
  })

  it('reads many messages of one lane with one statement', () => {
    fill(1, 1_000)
    database.reads = 0
    for (let left = 1_000; left > 0; left -= 1) {
      const [taken = expect.fail('nothing waits')] = takeAll()
      outbox.settle(taken, { kind: 'delivered' })
    }
    expect(database.reads).to.be.below(150)
  })

  for (const [name, lanes, depth] of [
    ['lanes', 200, 1],
    ['a lane', 1, 200],
  ] as const) {
    it(`reads little at once where the messages of ${name} are large`, () => {
      fill(lanes, depth, 'x'.repeat(100_000))
      database.mostBytes = 0
      expect(deliverAll(outbox)).to.have.length(200)
      expect(database.mostBytes).to.be.within(100_000, 400_000)
    })
  }

  it('gives a new lane its turn, though it lies among those that were read', () => {
    for (let index = 0; index < 200; index += 1) outbox.add(message('', `user ${1_000 + 2 * index}`))
    const first = outbox.next()
    outbox.add(message('new', 'user 1005'))
    const order = [first, ...takeAll()].map((envelope) => envelope?.conversation)
    expect(order.slice(0, 5)).to.deep.equal(
      ['1000', '1002', '1004', '1005', '1006'].map((user) => `user ${user}`),
    )
    expect(order).to.have.length(201)
  })

  it('gives a message that is retried again, before the next of its lane', () => {
    fill(2, 100)
    const taken = outbox.next() ?? expect.fail('nothing waits')
    outbox.settle(taken, { kind: 'retry', delayMs: 0 })
    const again = takeAll().find(({ conversation }) => conversation === taken.conversation)
    expect(again?.id).to.equal(taken.id)
  })

  it('keeps the order of each lane, and loses nothing, while messages come and go at random', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = pseudoRandom(seed)
      const below = (limit: number): number => Math.floor(random() * limit)
      const lanes = 1 + below(300)
      const expected = new Map<string, string[]>()
      const arrived = new Map<string, string[]>()
      const inFlight: Envelope[] = []
      const note = (log: Map<string, string[]>, { conversation, id }: Envelope) =>
        log.set(conversation, [...(log.get(conversation) ?? []), id])
      const add = () => {
        const envelope = message(
          'x'.repeat(below(2_000)),
          `\u{1f426} ${String.fromCodePoint(0x20 + below(lanes) * 300)}`,
        )
        outbox.add(envelope)
        note(expected, envelope)
      }
      const settleOne = () => {
        const [envelope] = inFlight.splice(below(inFlight.length), 1)
        if (envelope === undefined) return
        const isDelivered = random() < 0.9
        outbox.settle(envelope, isDelivered ? { kind: 'delivered' } : { kind: 'retry', delayMs: 0 })
        if (isDelivered) note(arrived, envelope)
      }
      const take = () => {
        const envelope = outbox.next()
        if (envelope !== undefined) inFlight.push(envelope)
      }
      for (let step = 0; step < 3_000; step += 1) {
        const chance = random()
        if (chance < (step < 1_000 ? 0.5 : 0.2)) add()
        else if (chance < 0.7 && inFlight.length < 20) take()
        else settleOne()
      }
      while (outbox.size > 0) {
        take()
        settleOne()
      }
      expect(arrived, `seed ${seed}`).to.deep.equal(expected)
    }
    expect(host.errors).to.deep.equal([])
    expect(host.drops).to.deep.equal([])
  }).timeout(60_000)

  function takeAll(): Envelope[] {
    const taken: Envelope[] = []
    for (let next = outbox.next(); next !== undefined; next = outbox.next()) taken.push(next)
    return taken
  }
})
