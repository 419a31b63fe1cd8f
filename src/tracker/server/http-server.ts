import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { DashbotError, hasCode } from '../../errors'

export interface Address {
  readonly port: number
  readonly host: string
}

/** Many bots may connect at the same moment. */
const BACKLOG = 4_096
/** How long requests that are being answered may take when the server closes. */
const CLOSE_TIMEOUT_MS = 2_000
const IDLE_CHECK_MS = 20

/** The app behind Node's HTTP server. */
export class HttpServer {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** @throws DashbotError `ERR_DASHBOT_TRACKER` by rejection, where it may not listen there */
  static async listen(app: Hono, { port, host }: Address): Promise<HttpServer> {
    const server = createAdaptorServer({ fetch: app.fetch }) as Server
    server.listen(port, host, BACKLOG)
    try {
      await once(server, 'listening')
    } catch (error) {
      throw cannotListen({ port, host }, error)
    }
    return new HttpServer(server)
  }

  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Takes no more requests, and waits for those that it has, for 2 s at most. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    // A connection that is kept alive becomes idle only once its request is answered.
    const idle = setInterval(() => this.#server.closeIdleConnections(), IDLE_CHECK_MS)
    const late = setTimeout(() => this.#server.closeAllConnections(), CLOSE_TIMEOUT_MS)
    await closed
    clearInterval(idle)
    clearTimeout(late)
  }
}

function cannotListen({ port, host }: Address, cause: unknown): DashbotError {
  const inUse = hasCode(cause, 'EADDRINUSE')
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = inUse
    ? `The tracker cannot listen on ${host}:${port}: something else does. End that, or choose another port.`
    : `The tracker cannot listen on ${host}:${port}: ${reason}`
  return new DashbotError('ERR_DASHBOT_TRACKER', message, { cause })
}
