import * as v from 'valibot'
import { ConfigError } from '../../errors'

/** How many partitions a fleet has where nobody says. */
export const DEFAULT_PARTITIONS = 64
const MAX_PARTITIONS = 4_096

const partitionCount = `a whole number from 1 to ${MAX_PARTITIONS}`
const fleetName = 'a name of letters, digits, -, _ and .'

/** What everybody who works on the same partitions must agree on; entries for `parseOptions`. */
export const fleetEntries = {
  name: v.optional(v.pipe(v.string(fleetName), v.regex(/^[\w.-]+$/, fleetName)), 'dashbot'),
  partitions: v.optional(
    v.pipe(
      v.number(partitionCount),
      v.integer(partitionCount),
      v.minValue(1, partitionCount),
      v.maxValue(MAX_PARTITIONS, partitionCount),
    ),
  ),
} as const

/** The keys of a partition share one hash tag, so that they stand on one node of a cluster, each partition on any. */
export interface PartitionKeys {
  /** A stream of the entries that wait, in order. */
  readonly messages: string
  /** Who owns the partition. */
  readonly lease: string
  /** A stream of the entries that were given up, the newest ones. */
  readonly dead: string
  /** A hash: how often work on an entry began and failed, by its place, where its worker counts that. */
  readonly attempts: string
  /** The number of partitions that the writers of this one agreed on. */
  readonly count: string
  /** The stream, while its entries are moved to another number of partitions. */
  readonly moving: string
  /** Marks an entry that was moved here. */
  moved(from: string): string
  /** Marks an entry's id as taken. */
  id(id: string): string
}

export function partitionKeys(name: string, partition: number): PartitionKeys {
  const tag = `{${name}:${partition}}`
  return {
    messages: `${tag}:messages`,
    lease: `${tag}:lease`,
    dead: `${tag}:dead`,
    attempts: `${tag}:attempts`,
    count: `${tag}:partitions`,
    moving: `${tag}:moving`,
    moved: (from) => `${tag}:moved:${from}`,
    id: (id) => `${tag}:id:${id}`,
  }
}

export interface AttemptFields {
  /** How often work on the entry began. */
  readonly begun: string
  /** How often it failed. */
  readonly failed: string
  /** Until when it is not to begin again, in ms since 1970. */
  readonly until: string
}

/** The fields of `attempts` that belong to an entry. */
export function attemptFields(place: string): AttemptFields {
  return { begun: place, failed: `${place}!`, until: `${place}?` }
}

/** The keys of the fleet as a whole. */
export interface FleetKeys {
  /** The number of partitions. */
  readonly partitions: string
  /** Who is there, by when it was heard of. */
  readonly members: string
  /** From which number of partitions to which it is being moved. */
  readonly moving: string
  /** Exists while the receiver asked to be left alone. */
  readonly pause: string
}

export function fleetKeys(name: string): FleetKeys {
  const tag = `{${name}}`
  return {
    partitions: `${tag}:partitions`,
    moving: `${tag}:moving`,
    members: `${tag}:relays`,
    pause: `${tag}:pause`,
  }
}

/** The channel on which those who add say so, where the fleet does that. */
export const addedChannel = (name: string): string => `{${name}}:added`

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Which partition a conversation belongs to, from 0: FNV-1a (32 bits) of its UTF-8 bytes, modulo the number of
 * partitions. Processes of every version must agree on it.
 */
export function partitionOf(conversation: string, partitions: number): number {
  let hash = FNV_OFFSET
  for (let index = 0; index < conversation.length; index += 1) {
    const code = conversation.charCodeAt(index)
    if (code >= FIRST_BEYOND_ASCII) return hashOfBytes(conversation) % partitions
    hash = Math.imul(hash ^ code, FNV_PRIME)
  }
  return (hash >>> 0) % partitions
}

const FIRST_BEYOND_ASCII = 0x80

function hashOfBytes(text: string): number {
  let hash = FNV_OFFSET
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, FNV_PRIME)
  return hash >>> 0
}

/** Stands for the number of partitions while entries are moved to another number. */
export const MOVING = 'moving'

/**
 * The number that counts: that in Redis where none is given here.
 * @throws ConfigError where the two differ
 * @throws while the fleet is moved to another number
 */
export function agreedPartitions(name: string, given: number | undefined, agreed: unknown): number {
  if (agreed === MOVING) throw new Error(`the fleet ${name} is being moved to another number of partitions`)
  const inRedis = Number(agreed)
  if (given === undefined || given === inRedis) return inRedis
  throw new ConfigError(
    'partitions',
    `partitions is ${given} here, but the fleet ${name} works with ${inRedis}: ` +
      'leave partitions out to take what the fleet has, or choose another name',
  )
}
