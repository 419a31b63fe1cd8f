import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { ConfigError, type DashbotError } from '../../../src/errors'
import { loadRedisPeer } from '../../../src/redis/connection/peers'
import { partitionOf } from '../../../src/redis/partitions/fleet'
import type { LoadedEntry } from '../../../src/redis/partitions/lane'
import { PartitionOwner } from '../../../src/redis/partitions/partition-owner'
import { PartitionWriter } from '../../../src/redis/partitions/partition-writer'
import { freePort } from '../../support/free-port'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const peer = loadRedisPeer()

/** Works entries off, and notes them. */
class Worker {
  readonly texts: string[] = []
  readonly errors: DashbotError[] = []
  readonly held: LoadedEntry<string>[] = []
  readonly owner: PartitionOwner<string>
  refused = 0
  known = 0
  isHolding = false

  constructor(connection: string, { name = 'test', partitions = 8, leaseMs = 2_000 } = {}) {
    this.owner = new PartitionOwner<string>(
      peer,
      { connection, name, partitions, leaseMs, keepDead: 100 },
      {
        decode: ({ kind, body }) => (kind === 'test' ? JSON.parse(body).text : undefined),
        onArrived: (count) => {
          this.known += count
        },
        onLeft: (count) => {
          this.known -= count
        },
        onRefused: (count) => {
          this.refused += count
          this.known -= count
        },
        onReady: () => setImmediate(() => this.work()),
        onError: (error) => this.errors.push(error),
      },
    )
  }

  work(): void {
    for (let taken = this.owner.next(); taken !== undefined; taken = this.owner.next()) {
      this.held.push(taken)
    }
    if (!this.isHolding) this.release()
  }

  release(): void {
    for (const taken of this.held.splice(0)) {
      this.texts.push(taken.item)
      this.known -= 1
      this.owner.settle(taken, { kind: 'done' })
    }
  }
}

describe('partitions', () => {
  let server: RedisServer
  let redis: Redis
  const opened: (() => unknown)[] = []

  const writerTo = (partitions?: number): PartitionWriter => {
    const writer = new PartitionWriter(peer, {
      connection: server.url,
      name: 'test',
      partitions,
      timeoutMs: 1_900,
    })
    opened.push(() => writer.close())
    return writer
  }
  const workerOn = (options: { partitions?: number; leaseMs?: number } = {}): Worker => {
    const worker = new Worker(server.url, options)
    opened.push(() => worker.owner.leave(500))
    return worker
  }
  const entry = (conversation: string, text: string) => ({
    id: randomUUID(),
    conversation,
    kind: 'test',
    at: Date.now(),
    body: JSON.stringify({ text }),
  })
  const waiting = async (partitions = 8): Promise<number> => {
    const lengths = Array.from({ length: partitions }, (_, index) => redis.xlen(`{test:${index}}:messages`))
    return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0)
  }

  before(async function () {
    needsRedis(this)
    server = await RedisServer.start()
    redis = new Redis(server.url)
  })
  beforeEach(() => redis.flushall())
  afterEach(async () => {
    for (const close of opened.splice(0)) await close()
  })
  after(async () => {
    redis?.disconnect()
    await server?.remove()
  })

  it('hand out what was added, a conversation in order, and delete what is done', async () => {
    const writer = writerTo(8)
    const worker = workerOn()
    await worker.owner.ready
    for (let index = 0; index < 200; index += 1) await writer.add([entry(`user ${index % 10}`, `${index}`)])
    await until('all have been worked on', () => worker.texts.length === 200)
    for (let user = 0; user < 10; user += 1) {
      const numbers = worker.texts.map(Number).filter((number) => number % 10 === user)
      expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b))
    }
    await until('Redis knows', async () => (await waiting()) === 0)
    expect(worker.owner.size).to.equal(0)
    expect(worker.known).to.equal(0)
    expect(worker.errors).to.deep.equal([])
  })

  it('take an id once', async () => {
    const writer = writerTo(8)
    const one = entry('ann', '1')
    expect([await writer.add([one]), await writer.add([one])]).to.deep.equal([[true], [false]])
    expect(await waiting()).to.equal(1)
  })

  it('are shared out evenly, and taken over from an owner that leaves', async () => {
    const first = workerOn()
    await first.owner.ready
    expect(first.owner.shares).to.include({ owned: 8, partitions: 8 })
    const second = workerOn()
    await until('they have half each', () => second.owner.shares.owned === 4)
    await until('they have half each', () => first.owner.shares.owned === 4)
    await first.owner.leave(1_000)
    await until('the second has all', () => second.owner.shares.owned === 8, 1_500)
  })

  it('hand nothing of a conversation to a new owner while the old one has it in flight', async () => {
    const writer = writerTo(8)
    const first = workerOn({ leaseMs: 20_000 })
    first.isHolding = true
    await first.owner.ready
    for (let index = 0; index < 40; index += 1) await writer.add([entry(`user ${index % 20}`, `${index}`)])
    await until('the heads are in flight', () => first.held.length === 20)
    const second = workerOn({ leaseMs: 20_000 })
    await second.owner.ready
    await until('second is heard of', async () => (await redis.zcard('{test}:relays')) === 2)
    expect(second.texts).to.deep.equal([])
    first.isHolding = false
    first.release()
    await until('all have been worked on', () => first.texts.length + second.texts.length === 40)
    expect(new Set([...first.texts, ...second.texts]).size).to.equal(40)
  })

  it('bury what is not an entry, and go on', async () => {
    const partition = partitionOf('ann', 8)
    const stream = `{test:${partition}}:messages`
    await redis.xadd(stream, '*', 'hello', 'world')
    await redis.xadd(stream, '*', 'i', 'x', 't', 'test', 'c', 'ann', 'a', '1', 'j', '{"trunc')
    await redis.xadd(stream, '*', 'i', 'y', 't', 'test', 'c', 'ann', 'a', '1', 'j', 'x'.repeat(10_000_000))
    await redis.xadd(stream, '*', 'i', 'z', 't', 'unknown', 'c', 'ann', 'a', '1', 'j', '{}')
    const worker = workerOn()
    await worker.owner.ready
    await writerTo().add([entry('ann', 'good')])
    await until('the good one has been worked on', () => worker.texts.length === 1)
    await until('Redis knows', async () => (await waiting()) === 0)
    expect(worker.refused).to.equal(4)
    expect(await redis.xlen(`{test:${partition}}:dead`)).to.equal(4)
    expect(worker.known).to.equal(0)
  })

  it('take what goes to others where one cannot take its entry, which leaves no id behind', async () => {
    const bad = partitionOf('ann', 8)
    const stream = `{test:${bad}}:messages`
    await redis.set(stream, 'hello')
    const writer = writerTo(8)
    const [first, second] = [entry('ann', '1'), entry('ann', '2')]
    const others = Array.from({ length: 20 }, (_, index) => entry(`user ${index}`, `${index}`)).filter(
      ({ conversation }) => partitionOf(conversation, 8) !== bad,
    )
    const results = await Promise.allSettled([first, ...others, second].map((one) => writer.add([one])))
    expect(results.filter(({ status }) => status === 'rejected')).to.have.length(2)
    expect(results[0]).to.have.nested.property('reason.message').that.includes('is a string, not a stream')
    await redis.del(stream)
    expect(await writer.add([first, second])).to.deep.equal([true, true])
    const bodies = (await redis.xrange(stream, '-', '+')).map(([, fields]) => fields.at(-1))
    expect(bodies).to.deep.equal([first.body, second.body])
  })

  it('are written to one by one where an address that looks like one Redis is a cluster', async () => {
    const node = await RedisServer.start('--cluster-enabled', 'yes', '--cluster-port', `${await freePort()}`)
    const admin = new Redis(node.url)
    await admin.cluster('ADDSLOTSRANGE', 0, 16_383)
    await until('the cluster works', async () =>
      `${await admin.cluster('INFO')}`.includes('cluster_state:ok'),
    )
    const writer = new PartitionWriter(peer, {
      connection: node.url,
      name: 'test',
      partitions: 8,
      timeoutMs: 1_900,
    })
    opened.push(() => writer.close())
    const entries = Array.from({ length: 20 }, (_, index) => entry(`user ${index}`, `${index}`))
    const addAll = () => Promise.all(entries.map((one) => writer.add([one])))
    expect((await addAll()).flat()).to.deep.equal(entries.map(() => true))
    expect((await addAll()).flat()).to.deep.equal(entries.map(() => false))
    const lengths = Array.from({ length: 8 }, (_, index) => admin.xlen(`{test:${index}}:messages`))
    expect((await Promise.all(lengths)).reduce((sum, length) => sum + length, 0)).to.equal(20)
    admin.disconnect()
    await node.remove()
  })

  it('go on after FLUSHALL', async () => {
    const writer = writerTo(8)
    const worker = workerOn()
    await worker.owner.ready
    await writer.add([entry('ann', '1')])
    await until('the first has been worked on', () => worker.texts.length === 1)
    await redis.flushall()
    await writer.add([entry('ann', '2')])
    await until('the second has been worked on', () => worker.texts.length === 2)
  })

  describe('refuse', () => {
    const rejection = (work: Promise<unknown>): Promise<Error> =>
      work.then(
        () => expect.fail('it worked'),
        (error: Error) => error,
      )

    it('a writer and an owner with another number, and name both', async () => {
      await writerTo(8).add([entry('ann', '1')])
      expect((await rejection(writerTo(16).add([entry('ann', '2')]))).message)
        .to.include('partitions is 16 here')
        .and.include('works with 8')
      const error = await rejection(workerOn({ partitions: 16 }).owner.ready)
      expect(error).to.be.instanceOf(ConfigError).with.property('message').that.includes('works with 8')
    })

    it("a key of somebody else's, by its type", async () => {
      const partition = partitionOf('ann', 8)
      await redis.set(`{test:${partition}}:messages`, 'hello')
      const message = `The key {test:${partition}}:messages in Redis is a string, not a stream`
      expect((await rejection(writerTo(8).add([entry('ann', '1')]))).message).to.include(message)
      expect((await rejection(workerOn().owner.ready)).message).to.include(message)
    })
  })
})
