import { AssertionError } from 'node:assert'
import { expect } from 'chai'
import { TransportError } from '../../src/errors'
import { type TransportUnderTest, transportContract } from '../../src/testing'
import { MemoryTransport } from '../../src/transports/memory'
import type { SendOptions } from '../../src/transports/transport'
import { createEnvelope, type Envelope } from '../../src/wire/envelope'
import { rejectionOf } from '../support/capturing'

type Send = (envelope: Envelope, options: SendOptions) => Promise<void>

/** A transport that breaks one promise; `deliver` is the way that keeps them all. */
function broken(breakIt: (deliver: Send, transport: MemoryTransport) => Send): () => TransportUnderTest {
  return () => {
    const transport = new MemoryTransport()
    const send = breakIt(transport.send.bind(transport), transport)
    return { transport: { send }, received: () => transport.envelopes, refuseNext: () => {} }
  }
}

const faults = {
  'has delivered an envelope of each type when send resolves': broken(
    (deliver) => async (envelope, options) => {
      setTimeout(() => void deliver(envelope, options), 5)
    },
  ),
  'delivers the JSON as it is, whatever characters it has': broken((deliver) => (envelope, options) => {
    const json = JSON.stringify(envelope.payload, null, 1)
    return deliver({ ...envelope, id: envelope.id, json, payload: envelope.payload }, options)
  }),
  'keeps the order of a conversation, one send after the other': broken((deliver) => {
    const held: Envelope[] = []
    return async (envelope, options) => {
      held.push(envelope)
      if (held.length < 20) return
      for (const one of held.reverse()) await deliver(one, options)
    }
  }),
  'takes envelopes of several conversations at once': broken(
    (deliver, transport) => async (envelope, options) => {
      await Promise.resolve()
      if (transport.envelopes.length < 10) await deliver(envelope, options)
    },
  ),
  'gives an envelope the same id when it is sent again': broken(
    (deliver) => (envelope, options) => deliver(createEnvelope(envelope), options),
  ),
  'rejects, and delivers nothing, when the signal has fired already': broken(
    (deliver) => (envelope) => deliver(envelope, { signal: new AbortController().signal }),
  ),
}

const refusing = (error: Error) => broken(() => async () => Promise.reject(error))

describe('transportContract', () => {
  const nameless = transportContract(broken((deliver) => deliver))

  it('lists the checks of delivery, and those of refusals on request', () => {
    expect(nameless.map(({ name }) => name)).to.deep.equal(Object.keys(faults))
    const all = transportContract(
      broken((deliver) => deliver),
      { refusals: true },
    )
    expect(all).to.have.length(nameless.length + 3)
  })

  for (const [name, create] of Object.entries(faults)) {
    it(`fails a transport that breaks "${name}"`, async () => {
      const check = transportContract(create).find((one) => one.name === name)
      expect(await rejectionOf(check?.run() ?? Promise.resolve())).to.be.instanceOf(AssertionError)
    })
  }

  it('fails a transport that takes what the receiver refuses', async () => {
    const checks = transportContract(
      broken((deliver) => deliver),
      { refusals: true },
    ).slice(-3)
    for (const { run } of checks) expect(await rejectionOf(run())).to.be.instanceOf(AssertionError)
  })

  it('fails a transport that rejects with the wrong error', async () => {
    const wrong = [new Error('plain'), new TransportError('final', { retryable: false })]
    for (const error of wrong) {
      const check = transportContract(refusing(error), { refusals: true }).find(({ name }) =>
        name.includes('refuses for now'),
      )
      expect(await rejectionOf(check?.run() ?? Promise.resolve())).to.be.instanceOf(AssertionError)
    }
  })

  it('closes the transport and ends the subject, whether the check passes or not', async () => {
    const ended: string[] = []
    const create = (): TransportUnderTest => ({
      transport: {
        send: async () => {},
        close: async () => {
          ended.push('transport')
        },
      },
      received: () => [],
      dispose: async () => {
        ended.push('subject')
      },
    })
    const [check] = transportContract(create)
    await rejectionOf(check?.run() ?? Promise.resolve())
    expect(ended).to.deep.equal(['transport', 'subject'])
  })
})
