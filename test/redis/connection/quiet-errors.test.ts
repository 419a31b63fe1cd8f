import { expect } from 'chai'
import sinon from 'sinon'
import { ConfigError, type DashbotError } from '../../../src/errors'
import { quietErrors, redisError } from '../../../src/redis/connection/quiet-errors'

describe('quietErrors', () => {
  let clock: sinon.SinonFakeTimers
  let reported: DashbotError[]
  let report: (error: DashbotError) => void

  beforeEach(() => {
    clock = sinon.useFakeTimers()
    reported = []
    report = quietErrors((error) => reported.push(error))
  })

  afterEach(() => clock.restore())

  it('passes errors on as they are', () => {
    const error = new ConfigError('partitions', 'partitions is 4')
    report(error)
    expect(reported).to.deep.equal([error])
  })

  it('reports the same once a minute', () => {
    for (let attempt = 0; attempt < 100; attempt += 1) report(redisError('refused'))
    report(redisError('another'))
    expect(reported).to.have.length(2)
    clock.tick(60_000)
    report(redisError('refused'))
    expect(reported).to.have.length(3)
  })

  it('survives a callback that throws', () => {
    const throwing = quietErrors(() => {
      throw new Error('broken')
    })
    expect(() => throwing(redisError('refused'))).to.not.throw()
  })
})
