import type { Attributes, Meter } from '@opentelemetry/api'
import type { FleetStats } from '../delivery/observer'

/**
 * What the relays of this process see of their fleets, read when it is collected. The series exist from the first relay
 * that is watched.
 */
export function observeFleets(meter: Meter, attributes: Attributes, read: () => readonly FleetStats[]): void {
  const gauge = (name: string, description: string, unit: string) =>
    meter.createObservableGauge(name, { description, unit })
  const waiting = gauge('dashbot.fleet.waiting', 'Messages that wait in Redis, by partition', '{message}')
  const oldest = gauge('dashbot.fleet.oldest', 'How old the oldest message is that waits in Redis', 's')
  const lag = gauge('dashbot.fleet.lag', 'How old the message was that was delivered last', 's')
  const owned = gauge('dashbot.fleet.partitions', 'Partitions that the relay owns', '{partition}')
  const changes = meter.createObservableCounter('dashbot.fleet.lease.changes', {
    description: 'How often a partition came to the relay or left it',
    unit: '{change}',
  })
  meter.addBatchObservableCallback(
    (result) => {
      const fleets = read()
      if (fleets.length === 0) return
      for (const fleet of fleets) {
        for (const [partition, count] of Object.entries(fleet.waiting)) {
          result.observe(waiting, count, { ...attributes, 'dashbot.partition': Number(partition) })
        }
      }
      const sum = (of: 'owned' | 'leaseChanges') => fleets.reduce((total, fleet) => total + fleet[of], 0)
      const highest = (of: 'oldestAgeMs' | 'lagMs') => Math.max(...fleets.map((fleet) => fleet[of])) / 1_000
      result.observe(oldest, highest('oldestAgeMs'), attributes)
      result.observe(lag, highest('lagMs'), attributes)
      result.observe(owned, sum('owned'), attributes)
      result.observe(changes, sum('leaseChanges'), attributes)
    },
    [waiting, oldest, lag, owned, changes],
  )
}
