import { type SenderName, senders } from './senders'

/** A process that sends with one sender, and reports what a message costs once the code is warm. */
export interface SenderResult {
  readonly cpuMicrosPerMessage: number
  readonly messagesPerSecond: number
}

const WARM_UP = 3_000
const COUNT = 8_000

async function measure(name: SenderName, serverRoot: string): Promise<SenderResult> {
  const send = senders[name](serverRoot)
  await send(WARM_UP)
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await send(COUNT)
  const seconds = (performance.now() - startedAt) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  return { cpuMicrosPerMessage: (cpu.user + cpu.system) / COUNT, messagesPerSecond: COUNT / seconds }
}

const [name, serverRoot = ''] = process.argv.slice(2)

void measure(name as SenderName, serverRoot).then((result) => {
  process.send?.(result)
  process.disconnect()
})
