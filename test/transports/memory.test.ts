import { expect } from 'chai'
import { MemoryTransport } from '../../src/transports/memory'
import { envelopeOf } from '../support/envelopes'

describe('MemoryTransport', () => {
  it('forgets what was sent when it is cleared', async () => {
    const transport = new MemoryTransport()
    const envelope = envelopeOf('Hello')
    await transport.send(envelope, { signal: new AbortController().signal })
    expect(transport.envelopes).to.deep.equal([envelope])
    transport.clear()
    expect(transport.envelopes).to.deep.equal([])
  })
})
