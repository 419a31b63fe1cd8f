import { expect } from 'chai'
import sinon from 'sinon'
import { warnOfDrop, warnOfErrors } from '../../src/delivery/warnings'
import { TransportError } from '../../src/errors'

const failure = (message: string) => new TransportError(message, { retryable: true })

describe('the default reports', () => {
  let emitWarning: sinon.SinonStub
  beforeEach(() => {
    emitWarning = sinon.stub(process, 'emitWarning')
  })
  afterEach(() => emitWarning.restore())

  it('announce drops by a process warning', () => {
    warnOfDrop({ reason: 'queue_full', count: 3 })
    warnOfDrop({ reason: 'expired', count: 1 })
    expect(emitWarning.args).to.deep.equal([
      ['3 messages were not delivered: queue_full', { type: 'DashbotWarning' }],
      ['1 message was not delivered: expired', { type: 'DashbotWarning' }],
    ])
  })

  it('announce each distinct error once', () => {
    const warn = warnOfErrors()
    for (const message of ['one', 'one', 'two']) warn(failure(message))
    expect(emitWarning.args.map(([message]) => message)).to.deep.equal(['one', 'two'])
  })

  it('announce no more than a hundred errors', () => {
    const warn = warnOfErrors()
    for (let index = 0; index < 300; index += 1) warn(failure(`error ${index}`))
    expect(emitWarning.callCount).to.equal(100)
  })
})
