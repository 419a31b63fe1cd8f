import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** A load balancer on loopback: each request goes to the next server. One that is not there gives a 502. */
export class RoundRobinProxy {
  readonly #ports: readonly number[]
  readonly #agent = new Agent({ keepAlive: true })
  readonly #server: Server
  #count = 0

  private constructor(ports: readonly number[]) {
    this.#ports = ports
    this.#server = createServer((incoming, response) => this.#forward(incoming, response))
  }

  /** @param ports Of the servers, on loopback. */
  static async start(ports: readonly number[]): Promise<RoundRobinProxy> {
    const proxy = new RoundRobinProxy(ports)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  async close(): Promise<void> {
    this.#agent.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const port = this.#ports[this.#count % this.#ports.length]
    this.#count += 1
    const { method, url, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers, agent: this.#agent })
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => {
      if (!response.headersSent) response.writeHead(502)
      response.end()
    })
    incoming.pipe(outgoing)
  }
}
