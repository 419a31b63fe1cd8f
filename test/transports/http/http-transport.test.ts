import { inspect } from 'node:util'
import axios from 'axios'
import { expect } from 'chai'
import { ConfigError, TransportError } from '../../../src/errors'
import { HttpTransport, type HttpTransportOptions } from '../../../src/transports/http'
import { rejectionOf } from '../../support/capturing'
import { envelopeOf } from '../../support/envelopes'
import { type Behaviour, FakeTracker, status } from '../../support/fake-tracker'
import { apiKey, send } from './sending'

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
