import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../../errors'
import type { RedisClient } from '../connection/create-client'
import { toMovedFields } from './dead-entries'
import { conversationIn } from './entry'
import { fleetKeys, MOVING, partitionKeys, partitionOf } from './fleet'
import { MOVE } from './scripts'

/** How many entries are moved at once. */
const BATCH = 200
const POLL_MS = 200

/**
 * Moves a fleet to another number of partitions, each conversation in its order. Writers are refused meanwhile and keep
 * what they have; owners finish what is in flight and wait. Where it breaks off, nothing is lost, and running it again
 * finishes it.
 *
 * @returns how many entries were moved
 */
export async function migratePartitions(
  client: RedisClient,
  name: string,
  to: number,
  onProgress: (line: string) => void,
): Promise<number> {
  const from = await begin(client, name, to)
  if (from === to) return 0
  const old = [...Array(from).keys()]
  await Promise.all(old.map((index) => client.set(partitionKeys(name, index).count, MOVING)))
  onProgress('bots keep their messages; waiting for relays to finish what is in flight')
  await untilFree(client, name, old)
  await Promise.all(old.map((index) => setAside(client, name, index)))
  let moved = 0
  for (const index of old) {
    const here = await spread(client, name, index, to)
    moved += here
    if (here > 0) onProgress(`partition ${index + 1} of ${from}: ${moved} messages moved`)
  }
  const dead = await moveDead(client, name, old, to)
  if (dead > 0) onProgress(`${dead} dead letters moved`)
  const all = [...Array(Math.max(from, to)).keys()]
  await Promise.all(all.map((index) => client.set(partitionKeys(name, index).count, to)))
  const { partitions, moving } = fleetKeys(name)
  await client.set(partitions, to)
  await client.del(moving)
  return moved
}

/** Marks the fleet as being moved. Returns the number of partitions that it has, or had where a move broke off. */
async function begin(client: RedisClient, name: string, to: number): Promise<number> {
  const { partitions, moving } = fleetKeys(name)
  const agreed = await client.get(partitions)
  if (agreed === null) throw new ConfigError('name', `There is no fleet ${name} in this Redis`)
  if (agreed === `${to}`) return to
  await client.setnx(moving, `${agreed} ${to}`)
  const [from, planned] = ((await client.get(moving)) ?? '').split(' ').map(Number)
  if (from === undefined || planned !== to) {
    throw new ConfigError(
      'partitions',
      `The fleet ${name} is being moved to ${planned} partitions: finish that first`,
    )
  }
  await client.set(partitions, MOVING)
  return from
}

async function untilFree(client: RedisClient, name: string, partitions: readonly number[]): Promise<void> {
  for (;;) {
    const owners = await Promise.all(
      partitions.map((index) => client.exists(partitionKeys(name, index).lease)),
    )
    if (owners.every((exists) => exists === 0)) return
    await sleep(POLL_MS)
  }
}

/** A stream that is set aside already comes from a move that broke off, and nothing was added since. */
async function setAside(client: RedisClient, name: string, index: number): Promise<void> {
  const { messages, moving } = partitionKeys(name, index)
  const [exists, isAside] = await Promise.all([client.exists(messages), client.exists(moving)])
  if (exists === 1 && isAside === 0) await client.renamenx(messages, moving)
}

/** Moves the entries that were set aside to where their conversations belong. */
async function spread(client: RedisClient, name: string, index: number, to: number): Promise<number> {
  const { moving } = partitionKeys(name, index)
  let moved = 0
  for (;;) {
    const entries = await client.xrange(moving, '-', '+', 'COUNT', BATCH)
    if (entries.length === 0) break
    for (const [place, fields] of entries) {
      const keys = partitionKeys(name, targetOf(fields, index, to))
      // An entry that a move that broke off has moved is not moved again.
      await client.eval(MOVE, 2, keys.messages, keys.moved(`${index}:${place}`), ...fields)
    }
    await client.xdel(moving, ...entries.map(([place]) => place))
    moved += entries.length
  }
  await client.del(moving)
  return moved
}

/** Dead letters stay with their conversations: there they are found, and put behind what waits. */
async function moveDead(
  client: RedisClient,
  name: string,
  partitions: readonly number[],
  to: number,
): Promise<number> {
  let moved = 0
  for (const index of partitions) {
    const { dead } = partitionKeys(name, index)
    for (const [place, fields] of await client.xrange(dead, '-', '+')) {
      const target = targetOf(fields, index, to)
      if (target === index) continue
      const keys = partitionKeys(name, target)
      const mark = keys.moved(`dead:${index}:${place}`)
      await client.eval(MOVE, 2, keys.dead, mark, ...toMovedFields(place, fields))
      await client.xdel(dead, place)
      moved += 1
    }
  }
  return moved
}

/** Where an entry belongs among so many partitions. */
function targetOf(fields: readonly string[], index: number, to: number): number {
  const conversation = conversationIn(fields)
  return conversation === undefined ? index % to : partitionOf(conversation, to)
}
