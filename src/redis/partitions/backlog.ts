import type { RedisClient } from '../connection/create-client'
import { toRecord } from './entry'
import { partitionKeys } from './fleet'

/** What waits in a partition. */
export interface PartitionBacklog {
  readonly partition: number
  readonly waiting: number
  /** When the first entry was captured, ms since the epoch; undefined where nothing waits. */
  readonly oldestAt: number | undefined
}

export async function readBacklog(
  client: RedisClient,
  name: string,
  partitions: Iterable<number>,
): Promise<readonly PartitionBacklog[]> {
  return Promise.all(
    [...partitions].map(async (partition) => {
      const { messages } = partitionKeys(name, partition)
      const [waiting, first] = await Promise.all([
        client.xlen(messages),
        client.xrange(messages, '-', '+', 'COUNT', 1),
      ])
      return { partition, waiting, oldestAt: first[0] && timeOf(first[0]) }
    }),
  )
}

/** An entry of somebody else's has the time of its place. */
function timeOf([place, fields]: readonly [string, readonly string[]]): number {
  return Number(toRecord(fields).a) || Number(place.split('-')[0])
}
