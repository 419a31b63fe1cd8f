import { inspect } from 'node:util'
import axios, { type AxiosAdapter, type AxiosResponse } from 'axios'
import { expect } from 'chai'
import { ConfigError, TransportError } from '../../../src/errors'
import { HttpTransport, type HttpTransportOptions } from '../../../src/transports/http'
import { rejectionOf } from '../../support/capturing'
import { envelopeOf } from '../../support/envelopes'
import { type Behaviour, FakeTracker, status } from '../../support/fake-tracker'

const apiKey = 'se cret/key'
const send = (transport: HttpTransport, envelope = envelopeOf('Hello')) =>
  transport.send(envelope, { signal: new AbortController().signal })

describe("HttpTransport's options", () => {
  it('are refused without a key, by the name of option and variable', () => {
    expect(() => new HttpTransport({} as HttpTransportOptions))
      .to.throw(ConfigError, /DASHBOT_API_KEY/)
      .with.property('option', 'apiKey')
  })

  it('are refused where one is wrong or unknown', () => {
    for (const [option, value] of Object.entries({
      timeoutMs: 0,
      maxSockets: 0,
      serverRoot: 'x',
      axios: {},
      url: 'x',
    })) {
      expect(() => new HttpTransport({ apiKey, [option]: value } as HttpTransportOptions))
        .to.throw(ConfigError)
        .with.property('option', option)
    }
  })

  it('are refused where an axios of the user has sockets of its own', () => {
    expect(() => new HttpTransport({ apiKey, axios: axios.create(), maxSockets: 2 }))
      .to.throw(ConfigError, /maxSockets has no effect with axios/)
      .with.property('option', 'maxSockets')
  })
})

/** The transport behaves alike on its own axios and on the user's. */
for (const [name, options] of Object.entries({
  'HttpTransport on its own axios': () => ({}),
  "HttpTransport on the user's axios": () => ({ axios: axios.create() }),
  "HttpTransport on the user's axios with the fetch adapter": () => ({
    axios: axios.create({ adapter: 'fetch' }),
  }),
})) {
  describe(name, () => {
    let tracker: FakeTracker
    let transport: HttpTransport
    beforeEach(async () => {
      tracker = await FakeTracker.start()
      transport = create()
    })
    afterEach(async () => {
      await transport.close()
      await tracker.close()
    })

    function create(more: Partial<HttpTransportOptions> = {}): HttpTransport {
      return new HttpTransport({ apiKey, serverRoot: tracker.url, ...options(), ...more })
    }

    async function failure(behaviour: Behaviour): Promise<TransportError> {
      tracker.behave = () => behaviour
      const error = await rejectionOf(send(transport))
      expect(error).to.be.instanceOf(TransportError)
      return error as TransportError
    }

    it("posts as Dashbot's document says, with the envelope's id", async () => {
      const envelope = envelopeOf('Hé\u2028llo')
      await send(transport, envelope)
      const [request] = tracker.requests
      expect(request).to.include({ method: 'POST', path: '/track', body: envelope.json })
      expect(request?.query).to.deep.equal({
        platform: 'twitter',
        v: '11.1.0-rest',
        type: 'incoming',
        apiKey,
      })
      expect(request?.headers).to.include({
        'content-type': 'application/json',
        'idempotency-key': envelope.id,
        'dashbot-timestamp': String(envelope.capturedAt),
      })
    })

    it('adds the time of capture to what is late', async () => {
      const capturedAt = Date.now() - 6_000
      await send(transport, envelopeOf('Hello', 'ann', { capturedAt }))
      expect(tracker.requests[0]?.json).to.deep.equal({
        text: 'Hello',
        userId: 'ann',
        dashbot_timestamp: capturedAt,
      })
    })

    it('posts below a root that has a path', async () => {
      transport = create({ serverRoot: `${tracker.url}/proxy/` })
      await send(transport)
      expect(tracker.requests[0]?.path).to.equal('/proxy/track')
    })

    it('holds what the receiver answers', async () => {
      expect(await failure(status(503, { 'retry-after': '7' }))).to.include({
        retryable: true,
        status: 503,
        retryAfterMs: 7_000,
      })
      expect(await failure(status(400))).to.include({ retryable: false, status: 400 })
    })

    it('follows no redirect', async () => {
      const error = await failure(status(302, { location: '/elsewhere' }))
      expect(error).to.include({ retryable: false, status: 302 })
      expect(tracker.requests).to.have.length(1)
    })

    for (const kind of ['reset-before-body', 'reset-after-body'] as const) {
      it(`may be retried after a ${kind}`, async () => {
        expect(await failure({ kind })).to.include({ retryable: true, status: undefined })
      })
    }

    it('gives up on a receiver that hangs', async () => {
      transport = create({ timeoutMs: 50 })
      const error = await failure({ kind: 'hang' })
      expect(error.retryable).to.equal(true)
      expect(error.message).to.include('no answer within 50 ms')
    })

    it('takes a body that stalls after 200 for a success', async () => {
      transport = create({ timeoutMs: 500 })
      tracker.behave = () => ({ kind: 'stall-body', status: 200 })
      await send(transport)
    })

    it('takes a body that stalls after 500 for the failure that it is', async () => {
      transport = create({ timeoutMs: 500 })
      expect(await failure({ kind: 'stall-body', status: 500 })).to.include({ retryable: true, status: 500 })
    })

    it('ends at once when the client gives up', async () => {
      tracker.behave = () => ({ kind: 'hang' })
      const controller = new AbortController()
      const sent = transport.send(envelopeOf('Hello'), { signal: controller.signal })
      setTimeout(() => controller.abort(), 20)
      const error = await rejectionOf(sent)
      expect(error).to.include({ retryable: true })
    })

    it('names the address where nobody listens, and never the key', async () => {
      await transport.close()
      const gone = await FakeTracker.start()
      const { url } = gone
      await gone.close()
      const error = await rejectionOf(send(create({ serverRoot: url })))
      expect(error).to.include({ retryable: true })
      expect(inspect(error, { depth: 9, showHidden: true })).to.not.match(/se.{1,3}cret/)
    })

    it('holds the key in none of its properties that a log would show', async () => {
      tracker.behave = () => status(500)
      const error = await rejectionOf(send(transport))
      expect(inspect(error, { depth: 9, showHidden: true })).to.not.match(/se.{1,3}cret/)
      expect(inspect(transport, { depth: 9 })).to.not.match(/se.{1,3}cret/)
      expect(JSON.stringify(transport)).to.not.match(/se.{1,3}cret/)
    })
  })
}

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
