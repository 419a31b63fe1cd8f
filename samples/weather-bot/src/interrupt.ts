import { once } from 'node:events'

/** Resolves at Ctrl+C, or when somebody asks the process to end. */
export async function untilInterrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}
