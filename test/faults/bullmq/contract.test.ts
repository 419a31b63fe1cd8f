import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { BullMqTransport } from '../../../src/bullmq'
import { jobToEnvelope } from '../../../src/bullmq/job'
import { type ReceivedEnvelope, type TransportUnderTest, transportContract } from '../../../src/testing'
import { needsRedis, RedisServer } from '../../support/redis-server'

describe('BullMqTransport as a transport', () => {
  let server: RedisServer

  before(async function () {
    needsRedis(this)
    server = await RedisServer.start()
  })
  after(() => server?.remove())

  for (const { name, run } of transportContract(subject)) it(name, run)

  async function subject(): Promise<TransportUnderTest> {
    const redis = new Redis(server.url)
    await redis.flushall()
    const shards = 4
    const queues = Array.from({ length: shards }, (_, i) => new Queue(`dashbot-${i}`, { connection: redis }))
    return {
      transport: new BullMqTransport({ connection: server.url, shards }),
      received: async () => (await Promise.all(queues.map(waiting))).flat(),
      dispose: async () => redis.disconnect(),
    }
  }
})

async function waiting(queue: Queue): Promise<readonly ReceivedEnvelope[]> {
  const jobs = await queue.getJobs(['waiting'], 0, -1, true)
  return jobs.flatMap((job) => jobToEnvelope(job) ?? [])
}
