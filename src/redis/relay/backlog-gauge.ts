import { clearInterval, setInterval } from 'node:timers'
import type { FleetStats } from '../../delivery/observer'
import type { PartitionBacklog } from '../partitions'

/** How often Redis is asked what waits, in ms. */
const INTERVAL_MS = 5_000

/** Looks at what waits in the partitions of this process from time to time. */
export class BacklogGauge {
  readonly #read: () => Promise<readonly PartitionBacklog[]>
  readonly #timer: NodeJS.Timeout
  #backlog: readonly PartitionBacklog[] = []

  /** @param read Rejects where Redis does not answer; the last figures stay. */
  constructor(read: () => Promise<readonly PartitionBacklog[]>) {
    this.#read = read
    this.#timer = setInterval(() => void this.look(), INTERVAL_MS)
    this.#timer.unref()
  }

  get stats(): Pick<FleetStats, 'waiting' | 'oldestAgeMs'> {
    const times = this.#backlog.flatMap(({ oldestAt }) => oldestAt ?? [])
    return {
      waiting: Object.fromEntries(this.#backlog.map(({ partition, waiting }) => [partition, waiting])),
      oldestAgeMs: times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)),
    }
  }

  async look(): Promise<void> {
    this.#backlog = await this.#read().catch(() => this.#backlog)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
