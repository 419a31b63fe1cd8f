import type { Attributes, Meter } from '@opentelemetry/api'

/** What is read of an adapter's `stats()`. */
export interface AdapterCounts {
  /** Events that wait for this process, or whose turns run. */
  readonly pending: number
  /** When the oldest of them was received, in ms since 1970. */
  readonly oldest: number | undefined
  readonly running: number
  readonly redelivered: number
  readonly refused: number
}

/**
 * What the adapters of this process have to do, read when it is collected. The series exist from the first adapter
 * that is watched.
 */
export function observeAdapters(
  meter: Meter,
  attributes: Attributes,
  read: () => readonly AdapterCounts[],
): void {
  const gauge = (name: string, description: string, unit: string) =>
    meter.createObservableGauge(name, { description, unit })
  const counter = (name: string, description: string, unit: string) =>
    meter.createObservableCounter(name, { description, unit })
  const pending = gauge('dashbot.adapter.pending', 'Events of X whose turns wait or run', '{event}')
  const oldest = gauge('dashbot.adapter.oldest', 'How long ago the oldest of them was received', 's')
  const running = gauge('dashbot.adapter.running', 'Turns that run', '{turn}')
  const redelivered = counter(
    'dashbot.adapter.redelivered',
    'Events that X delivered again, passed over',
    '{event}',
  )
  const refused = counter('dashbot.adapter.refused', 'Webhooks answered with 503', '{webhook}')
  meter.addBatchObservableCallback(
    (result) => {
      const adapters = read()
      if (adapters.length === 0) return
      const sum = (of: Exclude<keyof AdapterCounts, 'oldest'>) =>
        adapters.reduce((total, adapter) => total + adapter[of], 0)
      result.observe(pending, sum('pending'), attributes)
      result.observe(oldest, ageInSeconds(adapters), attributes)
      result.observe(running, sum('running'), attributes)
      result.observe(redelivered, sum('redelivered'), attributes)
      result.observe(refused, sum('refused'), attributes)
    },
    [pending, oldest, running, redelivered, refused],
  )
}

/** Of the oldest event; 0 where there is none. */
function ageInSeconds(adapters: readonly AdapterCounts[]): number {
  const now = Date.now()
  return Math.max(...adapters.map(({ oldest = now }) => now - oldest), 0) / 1_000
}
