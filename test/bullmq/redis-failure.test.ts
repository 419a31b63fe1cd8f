import { inspect } from 'node:util'
import { expect } from 'chai'
import { redisFailure } from '../../src/bullmq/redis-failure'

describe('redisFailure', () => {
  it('is retryable and says what Redis said', () => {
    const error = redisFailure(new Error('OOM command not allowed'))
    expect(error).to.include({ retryable: true, code: 'ERR_DASHBOT_TRANSPORT' })
    expect(error.message).to.equal('Redis did not take the message: OOM command not allowed')
  })

  it("holds nothing of the command, which holds the user's text", () => {
    const cause = Object.assign(new Error('READONLY'), { command: { name: 'evalsha', args: ['my secret'] } })
    expect(inspect(redisFailure(cause), { depth: null })).to.not.include('my secret')
  })

  it('falls back on the code and the name', () => {
    expect(redisFailure(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })).message).to.include(
      'ECONNREFUSED',
    )
    expect(redisFailure(new AggregateError([])).message).to.include('AggregateError')
    expect(redisFailure('what').message).to.include('unknown error')
  })
})
