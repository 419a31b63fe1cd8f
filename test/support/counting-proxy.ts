import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Passes TCP on, and counts how often the one side waited for the other. */
export class CountingProxy {
  /** How many times the client spoke after the server had. */
  roundTrips = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#join(client, connect(targetPort, '127.0.0.1')))
  }

  static async start(targetPort: number): Promise<CountingProxy> {
    const proxy = new CountingProxy(targetPort)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, target: Socket): void {
    let clientSpeaks = false
    client.on('data', (chunk) => {
      if (!clientSpeaks) this.roundTrips += 1
      clientSpeaks = true
      target.write(chunk)
    })
    target.on('data', (chunk) => {
      clientSpeaks = false
      client.write(chunk)
    })
    for (const socket of [client, target]) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        client.destroy()
        target.destroy()
      })
    }
  }
}
