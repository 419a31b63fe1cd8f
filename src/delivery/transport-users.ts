import type { Transport } from '../transports/transport'

/** The transports that clients and relays of this process use, each with their number. */
const users = new WeakMap<Transport, number>()

/**
 * Notes that a transport is used: the last of several clients on it closes it.
 *
 * @returns what ends the use, and says whether it was the last
 */
export function useTransport(transport: Transport): () => boolean {
  users.set(transport, (users.get(transport) ?? 0) + 1)
  return () => {
    const others = (users.get(transport) ?? 1) - 1
    if (others > 0) users.set(transport, others)
    else users.delete(transport)
    return others === 0
  }
}
