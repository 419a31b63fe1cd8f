import { expect } from 'chai'
import sinon from 'sinon'
import { ConfigError } from '../../src/errors'
import { ConsoleTransport } from '../../src/transports/console'
import { envelopeOf } from '../support/envelopes'

describe('ConsoleTransport', () => {
  it('prints to the console where it is given no other place', async () => {
    const log = sinon.stub(console, 'log')
    const envelope = envelopeOf('Hello')
    await new ConsoleTransport().send(envelope, { signal: new AbortController().signal })
    log.restore()
    expect(log.args).to.deep.equal([[`dashbot incoming ${envelope.id} ${envelope.json}`]])
  })

  it('refuses an unknown option and names it', () => {
    expect(() => new ConsoleTransport({ print: console.log } as never))
      .to.throw(ConfigError)
      .with.property('option', 'print')
  })
})
