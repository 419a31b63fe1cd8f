import { setMaxListeners } from 'node:events'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { BullMqTransport } from '../../src/bullmq'
import { shardNames, shardOf } from '../../src/bullmq/shards'
import { createEnvelope, type Envelope } from '../../src/wire/envelope'

const CONVERSATIONS = 1_000

/** How many messages are handed to Redis at once. */
const AT_ONCE = 64

/** A message of 1 KB. */
function message(index: number): Envelope {
  const conversation = `${1_234_858_592 + (index % CONVERSATIONS)}`
  const json = JSON.stringify({ text: 'x'.repeat(980), userId: conversation })
  return createEnvelope({ type: 'incoming', json, conversation, capturedAt: Date.now() })
}

/** Enqueues messages as bots do. @returns messages per second */
export async function enqueue(connection: string, shards: number, count: number): Promise<number> {
  const transport = new BullMqTransport({ connection, shards })
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  const rate = await timed(count, (envelope) => transport.send(envelope, { signal }))
  await transport.close()
  return rate
}

/** The same with BullMQ as it comes. @returns messages per second */
export async function enqueuePlainly(connection: string, shards: number, count: number): Promise<number> {
  const redis = new Redis(connection, { maxRetriesPerRequest: null })
  const queues = shardNames('dashbot', shards).map((name) => new Queue(name, { connection: redis }))
  await Promise.all(queues.map((queue) => queue.waitUntilReady()))
  const rate = await timed(count, async ({ id, type, conversation, json, capturedAt }) => {
    const queue = queues[shardOf(conversation, shards)]
    await queue?.add(type, { json, conversation, capturedAt }, { jobId: id })
  })
  redis.disconnect()
  return rate
}

/** How many messages wait in Redis. */
export async function waiting(connection: string, shards: number): Promise<number> {
  const redis = new Redis(connection)
  const lengths = await Promise.all(
    shardNames('dashbot', shards).map((name) => redis.llen(`bull:${name}:wait`)),
  )
  redis.disconnect()
  return lengths.reduce((sum, length) => sum + length, 0)
}

async function timed(count: number, send: (envelope: Envelope) => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => send(message(from + index))))
  }
  return (count / (performance.now() - startedAt)) * 1_000
}
