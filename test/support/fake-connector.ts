import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The channel's side of a Bot Framework adapter, on loopback: takes what the bot sends and gives it ids. */
export interface FakeConnector {
  readonly serviceUrl: string
  readonly sent: { readonly type?: string; readonly text?: string }[]
  close(): Promise<void>
}

export async function fakeConnector(): Promise<FakeConnector> {
  const sent: FakeConnector['sent'] = []
  const server: Server = createServer(async (request, response) => {
    sent.push(JSON.parse(await text(request)))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ id: `sent-${sent.length}` }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
