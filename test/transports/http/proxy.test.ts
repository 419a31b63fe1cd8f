import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect } from 'chai'
import { createUndiciAxios } from '../../../src/transports/http/undici-axios'
import { FakeTracker } from '../../support/fake-tracker'

/** A forward proxy on loopback that remembers which hosts it was asked for. */
class FakeProxy {
  readonly targets: string[] = []
  readonly #server: Server
  readonly #tunnels = new Set<Duplex>()

  private constructor() {
    this.#server = createServer((request, response) => {
      this.targets.push(`${request.method} ${request.url}`)
      request.resume()
      response.end('{}')
    })
    this.#server.on('connect', (request, socket) => {
      this.targets.push(`CONNECT ${request.url}`)
      const [host, port] = (request.url ?? '').split(':')
      this.#tunnels.add(socket)
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        target.pipe(socket).pipe(target)
      })
      socket.on('error', () => target.destroy())
      target.on('error', () => socket.destroy())
    })
  }

  static async start(): Promise<FakeProxy> {
    const proxy = new FakeProxy()
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

describe('the proxies of the environment', () => {
  let tracker: FakeTracker
  let proxy: FakeProxy
  const saved = { ...process.env }
  const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']

  beforeEach(async () => {
    for (const name of variables) delete process.env[name]
    tracker = await FakeTracker.start()
    proxy = await FakeProxy.start()
  })
  afterEach(async () => {
    for (const name of variables) {
      const value = saved[name]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    await proxy.close()
    await tracker.close()
  })

  async function post(): Promise<number> {
    const requester = createUndiciAxios(tracker.url, 1)
    const { status } = await requester.request({
      url: `${tracker.url}/track`,
      data: '{}',
      headers: { 'Content-Type': 'application/json' },
      timeout: 1_000,
      signal: new AbortController().signal,
    })
    await requester.close()
    return status
  }

  it('are used for a tracker on HTTP', async () => {
    process.env.HTTP_PROXY = proxy.url
    expect(await post()).to.equal(200)
    expect(proxy.targets).to.have.length(1)
    expect(proxy.targets[0]).to.include(new URL(tracker.url).host)
  })

  it('are passed by for what NO_PROXY names', async () => {
    process.env.HTTP_PROXY = proxy.url
    process.env.NO_PROXY = '127.0.0.1'
    expect(await post()).to.equal(200)
    expect(proxy.targets).to.deep.equal([])
    expect(tracker.requests).to.have.length(1)
  })

  it('are asked for a tunnel to a tracker on HTTPS', async () => {
    process.env.HTTPS_PROXY = proxy.url
    const requester = createUndiciAxios('https://127.0.0.1:1', 1)
    const request = requester.request({
      url: 'https://127.0.0.1:1/track',
      data: '{}',
      headers: {},
      timeout: 300,
      signal: new AbortController().signal,
    })
    await request.then(
      () => expect.fail('nobody listens'),
      () => {},
    )
    await requester.close()
    expect(proxy.targets).to.include('CONNECT 127.0.0.1:1')
  })
})
