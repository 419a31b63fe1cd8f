import { expect } from 'chai'
import { LoggedTransport } from '../../src/transports/logged'
import { rejectionOf } from '../support/capturing'
import { envelopeOf } from '../support/envelopes'
import { refusedForNow, ScriptedTransport } from '../support/scripted-transport'

const options = { signal: new AbortController().signal }

describe('LoggedTransport', () => {
  it('writes what became of each attempt, and changes nothing', async () => {
    const lines: string[] = []
    const refusal = refusedForNow()
    const inner = new ScriptedTransport((_, index) => (index === 0 ? refusal : 'accept'))
    const transport = new LoggedTransport(inner, (line) => lines.push(line))
    const envelope = envelopeOf('a secret')
    expect(await rejectionOf(transport.send(envelope, options))).to.equal(refusal)
    await transport.send(envelope, options)
    expect(inner.accepted).to.deep.equal([envelope])
    expect(lines.map((line) => line.replace(/\d+ ms/, 'N ms'))).to.deep.equal([
      `dashbot incoming ${envelope.id} failed (answered 503) after N ms`,
      `dashbot incoming ${envelope.id} was accepted after N ms`,
    ])
  })

  it('closes what it stands before', async () => {
    const inner = new ScriptedTransport()
    await new LoggedTransport(inner, () => {}).close()
    expect(inner.isClosed).to.equal(true)
  })
})
