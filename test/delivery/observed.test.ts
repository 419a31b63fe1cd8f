import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import { ObservedTransport } from '../../src/delivery/observed'
import type { DeliveryObserver } from '../../src/delivery/observer'
import { ConfigError } from '../../src/errors'
import { MemoryTransport } from '../../src/transports/memory'
import type { Transport } from '../../src/transports/transport'
import { createEnvelope } from '../../src/wire/envelope'

const envelope = createEnvelope({ type: 'incoming', json: '{}', conversation: 'ann', capturedAt: 0 })
const options = { signal: new AbortController().signal }

/** Keeps the calls that it gets, in words. */
class Recorder implements DeliveryObserver {
  readonly calls: string[] = []

  watch(): void {
    this.calls.push('watch')
  }

  accepted(): void {
    this.calls.push('accepted')
  }

  attempt(): (error?: unknown) => void {
    this.calls.push('attempt')
    return (error) => this.calls.push(error === undefined ? 'ended' : `failed: ${error}`)
  }
}

const broken = (): never => {
  throw new Error('the observer is broken')
}
const brokenObserver: DeliveryObserver = { watch: broken, accepted: broken, attempt: broken }

describe('ObservedTransport', () => {
  it('reports when an attempt begins and when it has ended', async () => {
    const recorder = new Recorder()
    await new ObservedTransport(new MemoryTransport(), recorder).send(envelope, options)
    expect(recorder.calls).to.deep.equal(['attempt', 'ended'])
  })

  it('reports a failure, and passes it on', async () => {
    const recorder = new Recorder()
    const transport: Transport = { send: () => Promise.reject('refused') }
    const outcome = await new ObservedTransport(transport, recorder)
      .send(envelope, options)
      .catch((error) => error)
    expect(outcome).to.equal('refused')
    expect(recorder.calls).to.deep.equal(['attempt', 'failed: refused'])
  })

  it('closes the transport, where that can be closed', async () => {
    let closed = 0
    const transport: Transport = { send: async () => {}, close: async () => void closed++ }
    await new ObservedTransport(transport, new Recorder()).close()
    await new ObservedTransport({ send: async () => {} }, new Recorder()).close()
    expect(closed).to.equal(1)
  })
})

describe('a client with an observer', () => {
  it('introduces itself, and reports what it accepts and tries', async () => {
    const recorder = new Recorder()
    const client = new DashbotClient({ transport: new MemoryTransport(), observer: recorder })
    client.logIncoming({ text: 'Hi', userId: 'ann' })
    await client.close()
    expect(recorder.calls).to.deep.equal(['watch', 'accepted', 'attempt', 'ended'])
  })

  it('delivers all the same where the observer is broken', async () => {
    const transport = new MemoryTransport()
    const client = new DashbotClient({ transport, observer: brokenObserver })
    client.logIncoming({ text: 'Hi', userId: 'ann' })
    await client.close()
    expect(transport.envelopes).to.have.length(1)
    expect(client.stats().delivered).to.equal(1)
  })

  it('refuses what is not an observer', () => {
    const options = { transport: new MemoryTransport(), observer: {} as DeliveryObserver }
    expect(() => new DashbotClient(options))
      .to.throw(ConfigError)
      .with.property('option', 'observer')
  })
})
