import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until something that other processes bring about has come about. It is looked at every 20 ms.
 * @throws after the time given, in ms
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await sleep(20)
  }
}
