import { Redis } from 'ioredis'
import { RedisTransport } from '../../../src/redis'
import { toEntry } from '../../../src/redis/partitions/entry'
import { type ReceivedEnvelope, type TransportUnderTest, transportContract } from '../../../src/testing'
import { needsRedis, RedisServer } from '../../support/redis-server'

describe('RedisTransport as a transport', () => {
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
    const partitions = 4
    return {
      transport: new RedisTransport({ connection: server.url, partitions }),
      received: async () => {
        const streams = Array.from({ length: partitions }, (_, index) => waiting(redis, index))
        return (await Promise.all(streams)).flat()
      },
      dispose: async () => redis.disconnect(),
    }
  }
})

async function waiting(redis: Redis, partition: number): Promise<readonly ReceivedEnvelope[]> {
  const stored = await redis.xrange(`{dashbot:${partition}}:messages`, '-', '+')
  return stored.flatMap(([place, fields]) => {
    const entry = toEntry(place, fields)
    return entry === undefined
      ? []
      : [{ id: entry.id, type: entry.kind as ReceivedEnvelope['type'], json: entry.body }]
  })
}
