/** What is closed: a client, or several parts in an order of your own. */
export interface Closable {
  close(options: { readonly timeoutMs: number }): Promise<unknown>
}

export interface CloseOnSignalsOptions {
  /** @default ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly NodeJS.Signals[] | undefined
  /** How long closing may take, in ms. Keep it below the platform's grace period. @default 5000 */
  readonly timeoutMs?: number | undefined
}

/**
 * Closes a client when the process is asked to end, and lets it end as it would have: the signal is raised again once
 * the client is closed, unless the application has a handler of its own for it, which then decides. It never calls
 * `process.exit`. A second signal ends the process at once.
 *
 * An application that handles the signal itself needs none of this: it awaits `client.close()` in its own handler,
 * after its server stopped taking requests.
 *
 * @returns a function that takes the handlers away again
 *
 * @example
 * closeOnSignals(client)
 */
export function closeOnSignals(
  client: Closable,
  { signals = ['SIGTERM', 'SIGINT'], timeoutMs = 5_000 }: CloseOnSignalsOptions = {},
): () => void {
  let isClosing = false
  const remove = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
  const end = (signal: NodeJS.Signals): void => {
    remove()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isClosing) {
      end(signal)
      return
    }
    isClosing = true
    void closeQuietly(client, timeoutMs).then(() => end(signal))
  }
  for (const signal of signals) process.on(signal, onSignal)
  return remove
}

async function closeQuietly(client: Closable, timeoutMs: number): Promise<void> {
  try {
    await client.close({ timeoutMs })
  } catch {
    // A client never rejects; whatever else is closed here shall not keep the process from ending.
  }
}
