import { DashbotError } from '../errors'
import type { RedisClient } from './connection/create-client'
import { Link } from './connection/link'
import type { RedisConnection, RedisCredentials } from './connection/options'
import type { RedisPeer } from './connection/peers'
import { describeFailure } from './connection/redis-failure'
import { type PartitionBacklog, readBacklog } from './partitions/backlog'
import {
  type DeadEntry,
  type DeadEntryFilter,
  readDeadEntries,
  requeueDeadEntries,
} from './partitions/dead-entries'
import { fleetKeys, MOVING, partitionKeys } from './partitions/fleet'
import { migratePartitions } from './partitions/migration'

export interface PartitionStatus extends PartitionBacklog {
  readonly dead: number
  /** The relay that owns it. */
  readonly owner: string | undefined
}

export interface FleetStatus {
  readonly partitions: readonly PartitionStatus[]
  readonly relays: readonly string[]
  /** How long the receiver is left alone, in ms. */
  readonly pauseMs: number
}

export interface InspectionSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  readonly name: string
  /** What it is called in messages. Default: `fleet` and the name. */
  readonly label?: string
}

const COMMAND_TIMEOUT_MS = 10_000

/** Looks at a fleet from outside, also while it works. */
export class FleetInspection {
  readonly #link: Link
  readonly #name: string
  readonly #label: string

  constructor(peer: RedisPeer, { name, label = `fleet ${name}`, ...settings }: InspectionSettings) {
    this.#name = name
    this.#label = label
    this.#link = new Link(peer, { ...settings, commandTimeoutMs: COMMAND_TIMEOUT_MS, isPersistent: false })
  }

  /**
   * Runs the work on a connection of its own, and ends that.
   * @throws DashbotError that names the cause where Redis does not do its part
   */
  static async run<Result>(
    peer: RedisPeer,
    settings: InspectionSettings,
    work: (inspection: FleetInspection) => Promise<Result>,
  ): Promise<Result> {
    const inspection = new FleetInspection(peer, settings)
    try {
      await inspection.#link.connect()
      return await work(inspection)
    } catch (error) {
      if (error instanceof DashbotError) throw error
      const why = describeFailure(error, inspection.#link.connectionError)
      throw new DashbotError('ERR_DASHBOT_TRANSPORT', `Redis cannot be worked with: ${why}`)
    } finally {
      inspection.#link.end()
    }
  }

  async status(): Promise<FleetStatus> {
    const client = this.#client
    const { members, pause } = fleetKeys(this.#name)
    const indices = await this.#partitions()
    const [backlog, dead, owners, relays, pauseMs] = await Promise.all([
      readBacklog(client, this.#name, indices),
      Promise.all(indices.map((index) => client.xlen(partitionKeys(this.#name, index).dead))),
      Promise.all(indices.map((index) => client.get(partitionKeys(this.#name, index).lease))),
      client.zrange(members, 0, -1),
      client.pttl(pause),
    ])
    const partitions = backlog.map((of, index) => ({
      ...of,
      dead: dead[index] ?? 0,
      owner: owners[index] ?? undefined,
    }))
    return { partitions, relays, pauseMs: Math.max(0, pauseMs) }
  }

  /** The newest dead letters, the newest first. */
  async dead(filter: DeadEntryFilter, limit: number): Promise<readonly DeadEntry[]> {
    const indices = await this.#partitions()
    return (await readDeadEntries(this.#client, this.#name, indices, filter)).slice(0, limit)
  }

  /** Puts dead letters behind the messages that wait, and returns how many. */
  async requeue(filter: DeadEntryFilter): Promise<number> {
    return requeueDeadEntries(this.#client, this.#name, await this.#partitions(), filter)
  }

  /** Moves the fleet to another number of partitions. Returns how many messages were moved. */
  migrate(partitions: number, onProgress: (line: string) => void): Promise<number> {
    return migratePartitions(this.#client, this.#name, partitions, onProgress)
  }

  get #client(): RedisClient {
    return this.#link.client
  }

  async #partitions(): Promise<readonly number[]> {
    const agreed = await this.#client.get(fleetKeys(this.#name).partitions)
    if (agreed === null) {
      const name = this.#label
      throw new DashbotError(
        'ERR_DASHBOT_TRANSPORT',
        `There is no ${name} in this Redis: see --name and the address of Redis`,
      )
    }
    if (agreed === MOVING) {
      throw new DashbotError(
        'ERR_DASHBOT_TRANSPORT',
        `The ${this.#label} is being moved to another number of partitions: relay --migrate finishes that`,
      )
    }
    return [...Array(Number(agreed)).keys()]
  }
}
