import type {
  DeadEvent,
  DeadEventFilter,
  DeathCounts,
  InboxInspection,
  WaitingEvents,
} from '../../twitter/inbox/inspection'
import type { RedisPeer } from '../connection/peers'
import { FleetInspection } from '../fleet-inspection'
import type { DeadEntry } from '../partitions/dead-entries'
import { inboxFleet } from './inbox-entry'

/** Looks into an inbox in Redis from outside: a connection for each question. */
export class RedisInspection implements InboxInspection {
  readonly #peer: RedisPeer
  readonly #settings: { readonly connection: string; readonly name: string; readonly label: string }

  /** @param name The inbox's, as its options have it. */
  constructor(peer: RedisPeer, connection: string, name: string) {
    this.#peer = peer
    this.#settings = { connection, name: inboxFleet(name), label: `inbox ${name}` }
  }

  async waiting(): Promise<WaitingEvents> {
    const { partitions } = await this.#ask((inspection) => inspection.status())
    const oldest = partitions.map(({ oldestAt }) => oldestAt).filter((at) => at !== undefined)
    return {
      events: partitions.reduce((sum, { waiting }) => sum + waiting, 0),
      oldest: oldest.length === 0 ? undefined : Math.min(...oldest),
    }
  }

  async deaths(): Promise<DeathCounts> {
    const counts = new Map<string, number>()
    for (const { reason } of await this.#dead({}, Number.MAX_SAFE_INTEGER)) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
    return [...counts].map(([reason, events]) => ({ reason, events })).sort((a, b) => b.events - a.events)
  }

  async dead(filter: DeadEventFilter, limit: number): Promise<readonly DeadEvent[]> {
    return (await this.#dead(filter, limit)).map(toDeadEvent)
  }

  retry({ reason, key }: DeadEventFilter): Promise<number> {
    return this.#ask((inspection) => inspection.requeue({ reason, id: key }))
  }

  close(): void {}

  #dead({ reason, key }: DeadEventFilter, limit: number): Promise<readonly DeadEntry[]> {
    return this.#ask((inspection) => inspection.dead({ reason, id: key }, limit))
  }

  #ask<Result>(work: (inspection: FleetInspection) => Promise<Result>): Promise<Result> {
    return FleetInspection.run(this.#peer, this.#settings, work)
  }
}

function toDeadEvent({ id, conversation, reason, error, attempts, at, diedAt, body }: DeadEntry): DeadEvent {
  return {
    ...{ key: id, conversation, reason, error, attempts },
    ...{ receivedAt: at, diedAt, event: parseEvent(body) },
  }
}

function parseEvent(body: string): unknown {
  try {
    return JSON.parse(body).event
  } catch {
    return body
  }
}
