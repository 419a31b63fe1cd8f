import type { RedisConnection } from '../redis'
import { loadRedisPeer } from '../redis/connection/peers'
import { FleetInspection, type FleetStatus, type PartitionStatus } from '../redis/fleet-inspection'
import type { DeadEntry, DeadEntryFilter } from '../redis/partitions/dead-entries'
import { time } from './dead-letters'

export interface FleetRequest {
  readonly connection: RedisConnection
  readonly name: string
  readonly action: 'status' | 'dead' | 'retry' | 'migrate'
  readonly filter: DeadEntryFilter
  readonly limit: number
  /** For `migrate`. */
  readonly partitions: number
  readonly json: boolean
}

const actions: Readonly<
  Record<FleetRequest['action'], (inspection: FleetInspection, request: FleetRequest) => Promise<string>>
> = {
  status: async (inspection, { json }) => {
    const status = await inspection.status()
    return json ? JSON.stringify(status) : statusTable(status, Date.now())
  },
  dead: async (inspection, { filter, limit, json }) => {
    const dead = await inspection.dead(filter, limit)
    if (json) return dead.map((letter) => JSON.stringify(toJson(letter))).join('\n')
    return dead.length === 0 ? 'no dead letters' : dead.map(toLine).join('\n')
  },
  retry: async (inspection, { filter, json }) => {
    const requeued = await inspection.requeue(filter)
    return json ? JSON.stringify({ requeued }) : `${requeued} messages requeued`
  },
  migrate: async (inspection, { partitions, json }) => {
    const moved = await inspection.migrate(partitions, json ? () => {} : (line) => console.log(line))
    return json ? JSON.stringify({ moved }) : `${moved} messages moved to ${partitions} partitions`
  },
}

/** Shows or changes a fleet in Redis, prints the result, and returns the exit code. */
export async function inspectFleet(request: FleetRequest): Promise<number> {
  const line = await FleetInspection.run(loadRedisPeer(), request, (inspection) =>
    actions[request.action](inspection, request),
  )
  if (line !== '') console.log(line)
  return 0
}

/** A line for each partition that is not empty, the sums below. */
export function statusTable({ partitions, relays, pauseMs }: FleetStatus, now: number): string {
  const age = ({ oldestAt }: Pick<PartitionStatus, 'oldestAt'>): string =>
    oldestAt === undefined ? '-' : `${Math.max(0, Math.round((now - oldestAt) / 1_000))} s`
  const filled = partitions.filter(({ waiting, dead }) => waiting + dead > 0)
  const rows = filled.map((of) => [
    `${of.partition}`,
    `${of.waiting}`,
    age(of),
    `${of.dead}`,
    of.owner?.slice(0, 8) ?? '-',
  ])
  const sum = (of: 'waiting' | 'dead'): number => partitions.reduce((total, each) => total + each[of], 0)
  const times = partitions.flatMap(({ oldestAt }) => oldestAt ?? [])
  const oldestAt = times.length === 0 ? undefined : Math.min(...times)
  const owned = partitions.filter(({ owner }) => owner !== undefined).length
  const total = ['all', `${sum('waiting')}`, age({ oldestAt }), `${sum('dead')}`, `${owned} owned`]
  const lines = [['partition', 'waiting', 'oldest', 'dead', 'owner'], ...rows, total]
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  const table = lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
  const pause = pauseMs > 0 ? `, the tracker asked to be left alone for ${Math.ceil(pauseMs / 1_000)} s` : ''
  const empty = partitions.length - filled.length
  return [...table, `${relays.length} relays, ${empty} partitions empty${pause}`].join('\n')
}

const causeOf = ({ reason, status }: DeadEntry): string =>
  status === undefined ? reason : `${reason} ${status}`

const toLine = (letter: DeadEntry): string =>
  [
    time(letter.diedAt),
    causeOf(letter).padEnd(16),
    letter.kind.padEnd(8),
    letter.id,
    letter.conversation,
  ].join('  ')

function toJson(letter: DeadEntry): unknown {
  const { id, kind: type, conversation, at, diedAt, reason, status, body, partition, isWhole } = letter
  const payload: unknown = isWhole ? JSON.parse(body) : body
  return {
    id,
    type,
    conversation,
    partition,
    capturedAt: time(at),
    diedAt: time(diedAt),
    reason,
    status,
    payload,
  }
}
