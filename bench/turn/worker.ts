import type { Activity } from 'botbuilder'
import { EchoAdapter, type VariantName, variants } from './variants'

/** One round: so many turns of the activity, one after the other. */
export interface Round {
  readonly activity: Partial<Activity>
  readonly turns: number
}

const adapter = new EchoAdapter()
const settle = variants[process.argv[2] as VariantName](adapter)

/** Answers each round with the CPU time that a turn took, in microseconds: on a busy machine the clock tells more of others. */
process.on('message', async ({ activity, turns }: Round) => {
  const start = process.cpuUsage()
  for (let count = 0; count < turns; count++) await adapter.turn({ ...activity })
  await settle()
  const { user, system } = process.cpuUsage(start)
  process.send?.((user + system) / turns)
})
