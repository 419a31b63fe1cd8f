import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Address {
  readonly port: number
  readonly host: string
}

/** The app behind Node's HTTP server. */
export class HttpServer {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async listen(app: Hono, { port, host }: Address): Promise<HttpServer> {
    const server = createAdaptorServer({ fetch: app.fetch }) as Server
    server.listen(port, host)
    await once(server, 'listening')
    return new HttpServer(server)
  }

  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}
