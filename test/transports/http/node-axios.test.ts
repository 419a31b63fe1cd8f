import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createNodeAxios } from '../../../src/transports/http/node-axios'
import type { Requester } from '../../../src/transports/http/requester'

describe('createNodeAxios', () => {
  let server: Server
  let requester: Requester
  let sockets = 0
  let answer: { readonly status: number; readonly headers: Record<string, string> }

  beforeEach(async () => {
    sockets = 0
    answer = { status: 200, headers: {} }
    server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(answer.status, answer.headers).end('body'))
    }).on('connection', () => {
      sockets += 1
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    requester = createNodeAxios(1)
  })
  afterEach(async () => {
    await requester.close()
    server.closeAllConnections()
    server.close()
  })

  const post = (signal = new AbortController().signal) =>
    requester.request({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/track`,
      data: '{}',
      headers: { 'Content-Type': 'application/json' },
      timeout: 5_000,
      signal,
    })

  it('posts one after the other over one socket', async () => {
    expect([(await post()).status, (await post()).status, sockets]).to.deep.equal([200, 200, 1])
  })

  it('resolves with any status, and its Retry-After', async () => {
    answer = { status: 503, headers: { 'retry-after': '7' } }
    const { status, headers } = await post()
    expect([status, headers['retry-after']]).to.deep.equal([503, '7'])
  })

  it('follows no redirect', async () => {
    answer = { status: 302, headers: { location: '/elsewhere' } }
    expect((await post()).status).to.equal(302)
  })

  it('rejects where the signal has fired', async () => {
    const outcome = await post(AbortSignal.abort()).catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(Error).and.property('message').includes('gave up')
  })
})
