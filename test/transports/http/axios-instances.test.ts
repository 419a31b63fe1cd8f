import axios, { type AxiosAdapter, type AxiosResponse } from 'axios'
import { expect } from 'chai'
import { TransportError } from '../../../src/errors'
import { HttpTransport } from '../../../src/transports/http'
import { rejectionOf } from '../../support/capturing'
import { FakeTracker } from '../../support/fake-tracker'
import { apiKey, send } from './sending'

describe('HttpTransport on its own axios', () => {
  it('keeps connections alive, and opens no more than it may', async () => {
    const tracker = await FakeTracker.start()
    const ports = new Set<number | undefined>()
    tracker.behave = (_index, request) => {
      ports.add(request.socket.remotePort)
      return { kind: 'accept' }
    }
    const transport = new HttpTransport({ apiKey, serverRoot: tracker.url, maxSockets: 2 })
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([send(transport), send(transport), send(transport)])
    }
    await transport.close()
    await tracker.close()
    expect(ports.size).to.equal(2)
  })

  it('rejects what is sent after it was closed', async () => {
    const tracker = await FakeTracker.start()
    const transport = new HttpTransport({ apiKey, serverRoot: tracker.url })
    await send(transport)
    await transport.close()
    expect(await rejectionOf(send(transport))).to.include({ retryable: true })
    await tracker.close()
  })
})

describe("HttpTransport's own axios", () => {
  it('has interceptors, and none of the global defaults of axios', async () => {
    const tracker = await FakeTracker.start()
    const transport = new HttpTransport({ apiKey, serverRoot: tracker.url })
    axios.defaults.headers.common['x-global'] = 'yes'
    transport.axios.interceptors.request.use((config) => {
      config.headers.set('x-own', 'yes')
      return config
    })
    const answered: number[] = []
    transport.axios.interceptors.response.use((response) => {
      answered.push(response.status)
      return response
    })
    await send(transport)
    delete axios.defaults.headers.common['x-global']
    expect(tracker.requests[0]?.headers).to.include({ 'x-own': 'yes' }).and.not.have.property('x-global')
    expect(answered).to.deep.equal([200])
    await transport.close()
    await tracker.close()
  })

  const changes: Record<string, (client: HttpTransport['axios'], seen: () => void) => void> = {
    'an interceptor of requests': ({ interceptors }, seen) => {
      interceptors.request.use((config) => {
        seen()
        return config
      })
    },
    'an interceptor of responses': ({ interceptors }, seen) => {
      interceptors.response.use((response) => {
        seen()
        return response
      })
    },
    'a default': ({ defaults }, seen) => {
      defaults.transformRequest = (body: unknown) => {
        seen()
        return body
      }
    },
    'another adapter': ({ defaults }, seen) => {
      defaults.adapter = async (config) => {
        seen()
        return { status: 200, statusText: '', headers: {}, data: undefined, config }
      }
    },
    'defaults of their own': (client, seen) => {
      client.defaults = { ...client.defaults, transformResponse: () => seen() }
    },
    'a request in its place': (client, seen) => {
      client.request = async () => {
        seen()
        return { status: 200, headers: {} } as never
      }
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`uses ${what} that came after the first message`, async () => {
      const tracker = await FakeTracker.start()
      const transport = new HttpTransport({ apiKey, serverRoot: tracker.url })
      await send(transport)
      let seen = 0
      change(transport.axios, () => {
        seen += 1
      })
      await send(transport)
      expect(seen).to.equal(1)
      await transport.close()
      await tracker.close()
    })
  }
})

describe("HttpTransport on the user's axios", () => {
  it('is what the transport sends with', () => {
    const instance = axios.create()
    expect(new HttpTransport({ apiKey, axios: instance }).axios).to.equal(instance)
  })

  it('passes through its interceptors', async () => {
    const tracker = await FakeTracker.start()
    const instance = axios.create()
    instance.interceptors.request.use((config) => {
      config.headers.set('x-team', 'bots')
      return config
    })
    await send(new HttpTransport({ apiKey, serverRoot: tracker.url, axios: instance }))
    await tracker.close()
    expect(tracker.requests[0]?.headers).to.include({ 'x-team': 'bots' })
  })

  it('reads Retry-After however its adapter spells it', async () => {
    const headers = { 'Retry-After': '3' }
    const instance = axios.create({
      adapter: async (config) => ({ status: 503, statusText: '', headers, data: '', config }),
    })
    const error = await rejectionOf(send(new HttpTransport({ apiKey, axios: instance })))
    expect(error).to.include({ status: 503, retryAfterMs: 3_000 })
  })

  it('works on an adapter of a mock, which has no stream to drain', async () => {
    const instance = axios.create({
      adapter: async (config) => ({ status: 204, statusText: '', headers: {}, data: undefined, config }),
    })
    await send(new HttpTransport({ apiKey, axios: instance }))
  })

  it('takes an error of an interceptor for one to retry', async () => {
    const instance = axios.create()
    instance.interceptors.request.use(() => {
      throw new Error('no token yet')
    })
    const transport = new HttpTransport({ apiKey, serverRoot: 'http://127.0.0.1:1', axios: instance })
    const error = await rejectionOf(send(transport))
    expect(error).to.include({ retryable: true }).and.property('message').includes('no token yet')
  })

  for (const [what, unwrap] of Object.entries({
    data: ({ data }: AxiosResponse) => data,
    nothing: () => undefined as never,
  })) {
    it(`says that an interceptor must return the response, where it returns ${what}, and is not to send again`, async () => {
      const answers: AxiosAdapter = async (config) => ({
        status: 200,
        statusText: '',
        headers: {},
        data: 'ok',
        config,
      })
      const own = new HttpTransport({ apiKey })
      own.axios.defaults.adapter = answers
      const injected = new HttpTransport({ apiKey, axios: axios.create({ adapter: answers }) })
      for (const transport of [own, injected]) {
        transport.axios.interceptors.response.use(unwrap)
        const error = await rejectionOf(send(transport))
        expect(error).to.be.instanceOf(TransportError).and.include({ retryable: false })
        expect(error).property('message').includes('must return the whole response')
      }
    })
  }

  it('leaves it to a TransportError of an interceptor whether to retry', async () => {
    const instance = axios.create()
    const thrown = new TransportError('the account is closed', { retryable: false })
    instance.interceptors.request.use(() => Promise.reject(thrown))
    const transport = new HttpTransport({ apiKey, serverRoot: 'http://127.0.0.1:1', axios: instance })
    expect(await rejectionOf(send(transport))).to.equal(thrown)
  })
})
