import type { RedisClient } from '../connection/create-client'
import { type StoredEntry, toEntry, toRecord, toRemains, toTime } from './entry'
import { partitionKeys } from './fleet'
import type { DeathCause } from './lane'
import { REQUEUE } from './scripts'

/** An entry that was given up. `place` is its place among the dead letters. */
export interface DeadEntry extends StoredEntry, DeathCause {
  readonly partition: number
  /** When it was given up, ms since the epoch. */
  readonly diedAt: number
  /** true: it is whole, and can be tried again. */
  readonly isWhole: boolean
}

/** Which dead letters; nothing given: all. */
export interface DeadEntryFilter {
  readonly reason?: string | undefined
  readonly id?: string | undefined
}

/** The newest first. */
export async function readDeadEntries(
  client: RedisClient,
  name: string,
  partitions: readonly number[],
  filter: DeadEntryFilter,
): Promise<readonly DeadEntry[]> {
  const found: DeadEntry[] = []
  // One partition after the other: each may hold megabytes.
  for (const partition of partitions) {
    const raw = await client.xrange(partitionKeys(name, partition).dead, '-', '+')
    found.push(...raw.map(([place, fields]) => toDeadEntry(partition, place, fields)).filter(matches(filter)))
  }
  // Those that died in one millisecond are in their order: the sort is stable.
  return found.sort((a, b) => a.diedAt - b.diedAt).reverse()
}

/** In the order in which they died, behind what waits. Returns how many. */
export async function requeueDeadEntries(
  client: RedisClient,
  name: string,
  partitions: readonly number[],
  filter: DeadEntryFilter,
): Promise<number> {
  const dead = await readDeadEntries(client, name, partitions, filter)
  let requeued = 0
  for (const { partition, place } of dead.filter(({ isWhole }) => isWhole).toReversed()) {
    const keys = partitionKeys(name, partition)
    requeued += Number(await client.eval(REQUEUE, 2, keys.dead, keys.messages, place))
  }
  return requeued
}

/** Names and values of a dead letter beside those of its entry. */
export function toDeathFields({ reason, status, error, attempts }: DeathCause): readonly string[] {
  return ['r', reason, 's', `${status ?? ''}`, 'e', error ?? '', 'n', `${attempts ?? ''}`]
}

/** What is moved to another partition has another place there, and keeps its time of death. */
export function toMovedFields(place: string, fields: readonly string[]): readonly string[] {
  return 'd' in toRecord(fields) ? fields : [...fields, 'd', `${timeOfDeath(place)}`]
}

const timeOfDeath = (place: string): number => Number(place.split('-')[0])

function toDeadEntry(partition: number, place: string, fields: readonly string[]): DeadEntry {
  const { r: reason = 'rejected', s, e: error, n, d } = toRecord(fields)
  const entry = toEntry(place, fields)
  return {
    ...(entry ?? { place, ...toRemains(fields) }),
    partition,
    reason,
    status: s ? Number(s) : undefined,
    error: error || undefined,
    attempts: n ? Number(n) : undefined,
    diedAt: toTime(d) ?? timeOfDeath(place),
    isWhole: entry !== undefined,
  }
}

const matches =
  ({ reason, id }: DeadEntryFilter) =>
  (entry: DeadEntry): boolean =>
    (reason === undefined || entry.reason === reason) && (id === undefined || entry.id === id)
