import { ConfigError } from '../errors'

/** The files that clients of this process use. */
const inUse = new Set<string>()

/**
 * Claims the file of an outbox for one client. What one captured would else be taken over by the other, and be sent
 * to its destination, past the hooks that the destination has.
 *
 * @returns what releases it
 * @throws ConfigError where another client of the process has it
 */
export function claimFile(file: string | undefined): () => void {
  if (file === undefined) return () => {}
  if (inUse.has(file)) {
    const problem = `DashbotClient: outbox ${file} is the file of another client of this process`
    throw new ConfigError(
      'outbox',
      `${problem}. Give each client a file of its own, or close the other first`,
    )
  }
  inUse.add(file)
  return () => inUse.delete(file)
}
