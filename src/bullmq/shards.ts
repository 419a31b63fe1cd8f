const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Which of the shards a conversation belongs to, from 0: FNV-1a (32 bits) of its UTF-8 bytes, modulo the number of
 * shards. Bots and relays of every version must agree on it.
 */
export function shardOf(conversation: string, shards: number): number {
  let hash = FNV_OFFSET
  for (const byte of Buffer.from(conversation)) hash = Math.imul(hash ^ byte, FNV_PRIME)
  return (hash >>> 0) % shards
}

/** The BullMQ queues of a fleet, one a shard: `dashbot-0`, `dashbot-1`, ... */
export function shardNames(queueName: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => `${queueName}-${shard}`)
}
