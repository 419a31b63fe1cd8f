import type { Redis } from 'ioredis'

/**
 * Watches a client and the copies that BullMQ makes of it for its blocking calls.
 * @returns ends them all at once, whatever they wait for
 */
export function trackSockets(client: Redis): () => void {
  const open = new Set<Redis>([client])
  const duplicate = client.duplicate.bind(client)
  client.duplicate = (override) => {
    const copy = duplicate(override)
    copy.on('connecting', () => open.add(copy))
    copy.on('end', () => open.delete(copy))
    return copy
  }
  return () => {
    for (const socket of open) end(socket)
  }
}

function end(socket: Redis): void {
  // Between two attempts to connect ioredis forgets to say that it ended, and BullMQ waits for that.
  if (socket.status === 'reconnecting') void socket.connect().catch(() => {})
  socket.disconnect()
  socket.stream?.destroy()
}
