import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

export interface Receiver {
  readonly url: string
  /** The texts of each user, in the order of their arrival. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  close(): void
}

/** Stands in for the tracker: refuses some messages at their first attempt. */
export async function startReceiver(): Promise<Receiver> {
  const texts = new Map<string, string[]>()
  const refused = new Set<unknown>()
  let requests = 0
  const server = createServer(async (request, response) => {
    const { userId, text } = (await json(request)) as { userId: string; text: string }
    const id = request.headers['idempotency-key']
    requests += 1
    if (requests % 30 === 0 && !refused.has(id)) {
      refused.add(id)
      response.writeHead(503).end()
      return
    }
    texts.set(userId, [...(texts.get(userId) ?? []), text])
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    texts,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
