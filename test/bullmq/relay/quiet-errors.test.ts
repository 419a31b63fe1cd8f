import { expect } from 'chai'
import sinon from 'sinon'
import { quietErrors } from '../../../src/bullmq/relay/quiet-errors'
import { ConfigError, type DashbotError } from '../../../src/errors'

describe('quietErrors', () => {
  let clock: sinon.SinonFakeTimers
  let told: DashbotError[]
  let report: (error: unknown) => void

  beforeEach(() => {
    clock = sinon.useFakeTimers()
    told = []
    report = quietErrors((error) => told.push(error))
  })

  afterEach(() => clock.restore())

  it("hands on the library's errors as they are", () => {
    const error = new ConfigError('shards', 'shards is 4')
    report(error)
    expect(told).to.deep.equal([error])
  })

  it('puts others into words', () => {
    report(new Error('connect ECONNREFUSED 127.0.0.1:6379'))
    expect(told[0]).to.include({ code: 'ERR_DASHBOT_TRANSPORT' })
    expect(told[0]?.message).to.include('ECONNREFUSED')
  })

  it('tells the same once a minute', () => {
    for (let attempt = 0; attempt < 100; attempt += 1) report(new Error('refused'))
    report(new Error('another'))
    expect(told).to.have.length(2)
    clock.tick(60_000)
    report(new Error('refused'))
    expect(told).to.have.length(3)
  })

  it('takes the same trouble with several jobs for the same', () => {
    report(new Error('could not renew lock for job 2f0e'))
    report(new Error('could not renew lock for job 77ab'))
    expect(told.map(({ message }) => message)).to.deep.equal([
      'The relay met trouble with Redis: could not renew lock for a job',
    ])
  })

  it('survives a callback that throws', () => {
    const throwing = quietErrors(() => {
      throw new Error('broken')
    })
    expect(() => throwing(new Error('refused'))).to.not.throw()
  })
})
