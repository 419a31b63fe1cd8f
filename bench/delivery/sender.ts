import { type SenderName, senders } from './senders'

/** A process that sends with one sender, and reports what a message costs once the code is warm. */
export interface SenderResult {
  readonly cpuMicrosPerMessage: number
  readonly messagesPerSecond: number
}

const WARM_UP = 3_000

async function measure(name: SenderName, serverRoot: string, count: number): Promise<SenderResult> {
  const send = senders[name](serverRoot)
  await send(Math.min(WARM_UP, count))
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await send(count)
  const seconds = (performance.now() - startedAt) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  return { cpuMicrosPerMessage: (cpu.user + cpu.system) / count, messagesPerSecond: count / seconds }
}

const [name, serverRoot = '', count] = process.argv.slice(2)

void measure(name as SenderName, serverRoot, Number(count)).then((result) => {
  process.send?.(result)
  process.disconnect()
})
