import { setImmediate } from 'node:timers/promises'
import type { Activity } from 'botbuilder'
import { median } from '../figures'
import { EchoAdapter, type VariantName, variants } from './variants'

/** One round: so many turns of the activity, one after the other. */
export interface Round {
  readonly activity: Partial<Activity>
  readonly turns: number
}

export interface RoundResult {
  /** The median turn, from the adapter's start to its end, in microseconds. */
  readonly micros: number
  /** Per turn, with what is done after it, in microseconds. */
  readonly cpuMicros: number
}

/** Turns come in bursts of so many; then the event loop comes round, and what turns left to do is done. */
const BURST = 10

const adapter = new EchoAdapter()
const settle = variants[process.argv[2] as VariantName](adapter)

process.on('message', async ({ activity, turns }: Round) => {
  const micros: number[] = []
  const cpu = process.cpuUsage()
  for (let count = 0; count < turns; count++) {
    const start = process.hrtime.bigint()
    await adapter.turn({ ...activity })
    micros.push(Number(process.hrtime.bigint() - start) / 1_000)
    if (count % BURST === 0) await setImmediate()
  }
  await settle()
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ micros: median(micros), cpuMicros: (user + system) / turns } satisfies RoundResult)
})
