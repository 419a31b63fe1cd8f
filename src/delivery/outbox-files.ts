import { ConfigError } from '../errors'

/** The files that clients of this process use, each with the number of its clients. */
const inUse = new Map<string, number>()

/**
 * Notes that a client uses the file of an outbox. With two clients on it, what one captured may be taken over by the
 * other, and be sent to its destination, past the hooks that the destination has: that is reported, and not refused,
 * since the two may be alike.
 *
 * @returns what releases it
 */
export function useFile(file: string | undefined, onError: (error: ConfigError) => void): () => void {
  if (file === undefined) return () => {}
  const others = inUse.get(file) ?? 0
  inUse.set(file, others + 1)
  if (others > 0) {
    const problem = `DashbotClient: outbox ${file} is the file of another client of this process`
    const danger = 'each sends what the other leaves, to its own destination and past its own hooks'
    onError(new ConfigError('outbox', `${problem}, and ${danger}. Give each client a file of its own`))
  }
  return () => release(file)
}

function release(file: string): void {
  const others = (inUse.get(file) ?? 1) - 1
  if (others > 0) inUse.set(file, others)
  else inUse.delete(file)
}
