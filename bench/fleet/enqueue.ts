import { setMaxListeners } from 'node:events'
import { Redis } from 'ioredis'
import { RedisTransport } from '../../src/redis'
import { toFields } from '../../src/redis/partitions/entry'
import { partitionKeys, partitionOf } from '../../src/redis/partitions/fleet'
import { createEnvelope, type Envelope } from '../../src/wire/envelope'

const CONVERSATIONS = 500

/** How many messages are handed to Redis at once. */
const AT_ONCE = 64

export const PARTITIONS = 64

export interface Enqueued {
  readonly perSecond: number
  /** CPU of this process and of Redis for a message, in µs. */
  readonly cpuMicros: number
  readonly redisMicros: number
}

/** A message of 1 KB. */
function message(index: number): Envelope {
  const conversation = `${1_234_858_592 + (index % CONVERSATIONS)}`
  const json = JSON.stringify({ text: 'x'.repeat(980), userId: conversation })
  return createEnvelope({ type: 'incoming', json, conversation, capturedAt: Date.now() })
}

/** Enqueues messages as bots do. */
export async function enqueue(connection: string, count: number): Promise<Enqueued> {
  const transport = new RedisTransport({ connection, partitions: PARTITIONS })
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  const result = await timed(connection, count, (envelope) => transport.send(envelope, { signal }))
  await transport.close()
  return result
}

/** The same with ioredis as it comes: XADD alone, no message taken once, no fleet agreed on. */
export async function enqueuePlainly(connection: string, count: number): Promise<Enqueued> {
  const redis = new Redis(connection, { enableAutoPipelining: true })
  const result = await timed(connection, count, ({ id, type, conversation, json, capturedAt }) => {
    const { messages } = partitionKeys('plain', partitionOf(conversation, PARTITIONS))
    return redis.xadd(
      messages,
      '*',
      ...toFields({ id, kind: type, conversation, at: capturedAt, body: json }),
    )
  })
  redis.disconnect()
  return result
}

/** How many messages wait. */
export async function waiting(redis: Redis, name: string): Promise<number> {
  const lengths = Array.from({ length: PARTITIONS }, (_, index) =>
    redis.xlen(partitionKeys(name, index).messages),
  )
  return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0)
}

export async function cpuMicrosOf(redis: Redis): Promise<number> {
  const info = await redis.info('cpu')
  const seconds = (name: string) => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1])
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1_000_000
}

async function timed(
  connection: string,
  count: number,
  send: (envelope: Envelope) => Promise<unknown>,
): Promise<Enqueued> {
  const redis = new Redis(connection)
  await send(message(0))
  const redisBefore = await cpuMicrosOf(redis)
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  let next = 0
  const sender = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await send(message(next))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  const seconds = (performance.now() - startedAt) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  const redisMicros = ((await cpuMicrosOf(redis)) - redisBefore) / count
  redis.disconnect()
  return { perSecond: count / seconds, cpuMicros: (cpu.user + cpu.system) / count, redisMicros }
}
