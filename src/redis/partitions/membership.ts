import { randomUUID } from 'node:crypto'
import type { RedisClient } from '../connection/create-client'
import { agreedPartitions, DEFAULT_PARTITIONS, fleetKeys, MOVING } from './fleet'
import { BEAT, PAUSE } from './scripts'

export interface MembershipSettings {
  readonly client: RedisClient
  readonly name: string
  /** @default the fleet's number, 64 where there is none yet */
  readonly partitions?: number | undefined
  /** After how long a member that is not heard of counts as gone, in ms. */
  readonly leaseMs: number
}

export interface Beat {
  /** How many partitions the fleet has. */
  readonly partitions: number
  /** How many of them this member is to own. */
  readonly share: number
  /** Where this member begins to look for free ones. */
  readonly firstChoice: number
  /** How long the receiver is to be left alone, in ms. */
  readonly pauseMs: number
}

/** A member's place among those that share the partitions. */
export class Membership {
  readonly id: string = randomUUID()
  readonly #settings: MembershipSettings

  constructor(settings: MembershipSettings) {
    this.#settings = settings
  }

  /**
   * Announces to the others that this member lives.
   * @throws ConfigError where the fleet has another number of partitions
   */
  async beat(): Promise<Beat> {
    const { client, name, partitions: given, leaseMs } = this.#settings
    const keys = fleetKeys(name)
    const answer = await client.eval(
      BEAT,
      3,
      ...[keys.members, keys.partitions, keys.pause],
      ...[this.id, leaseMs, given ?? DEFAULT_PARTITIONS],
    )
    const [agreed, members, pauseMs] = answer as [string, string[], number]
    // While the fleet is moved, its members hand over what they have and wait.
    if (agreed === MOVING) return { partitions: 0, share: 0, firstChoice: 0, pauseMs: 0 }
    const partitions = agreedPartitions(name, given, agreed)
    return { partitions, pauseMs: Math.max(0, pauseMs), ...placeOf(this.id, members, partitions) }
  }

  /** Lets the others take over at once. */
  async leave(): Promise<void> {
    const { client, name } = this.#settings
    await client.zrem(fleetKeys(name).members, this.id)
  }

  /** How long the receiver is still to be left alone, in ms. */
  async pauseLeft(): Promise<number> {
    const { client, name } = this.#settings
    return client.pttl(fleetKeys(name).pause)
  }

  /** Has all members leave the receiver alone for so long, in ms. */
  async pause(pauseMs: number): Promise<void> {
    const { client, name } = this.#settings
    await client.eval(PAUSE, 1, fleetKeys(name).pause, pauseMs)
  }
}

/** A member's share: all partitions are shared out, and no member has two more than another. */
export function placeOf(
  id: string,
  members: readonly string[],
  partitions: number,
): Pick<Beat, 'share' | 'firstChoice'> {
  const count = Math.max(1, members.length)
  const place = Math.max(0, members.toSorted().indexOf(id))
  const share = Math.floor(partitions / count) + (place < partitions % count ? 1 : 0)
  return { share, firstChoice: Math.floor((place * partitions) / count) }
}
