import { inspect } from 'node:util'
import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { describeFailure, finalFailure, redisFailure } from '../../../src/redis/connection/redis-failure'

const gone = new Error('Connection is closed.')

describe('redisFailure', () => {
  it('is retryable and says what Redis said', () => {
    const error = redisFailure(new Error("OOM command not allowed when used memory > 'maxmemory'."))
    expect(error).to.include({ retryable: true, code: 'ERR_DASHBOT_TRANSPORT' })
    expect(error.message).to.include('Redis did not take the message: OOM command not allowed')
  })

  it("holds nothing of the command, which holds the user's text", () => {
    const cause = Object.assign(new Error('READONLY'), { command: { name: 'eval', args: ['my secret'] } })
    expect(inspect(redisFailure(cause), { depth: null })).to.not.include('my secret')
  })

  it('falls back on the code and the name', () => {
    expect(redisFailure(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })).message).to.include(
      'ECONNREFUSED',
    )
    expect(redisFailure(new AggregateError([])).message).to.include('AggregateError')
    expect(redisFailure('what').message).to.include('unknown error')
  })

  it('names what the connection met where a command only says that it is gone', () => {
    const refused = new Error('WRONGPASS invalid username-password pair or user is disabled.')
    expect(redisFailure(gone, refused).message).to.include('WRONGPASS').and.include('check the user name')
    expect(redisFailure(gone).message).to.include('rediss://')
  })

  it('says that Redis is not there where a cluster says no more of a node than that its connection is gone', () => {
    const all = Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError: gone })
    for (const met of [gone, all]) expect(describeFailure(gone, met)).to.include('Redis is not there')
  })

  it('names what a node of a cluster met', () => {
    const all = Object.assign(new Error('Failed to refresh slots cache.'), {
      lastNodeError: new Error('connect ECONNREFUSED 127.0.0.1:7000'),
    })
    expect(describeFailure(gone, all)).to.include('ECONNREFUSED')
  })
})

describe('finalFailure', () => {
  const final = [
    'WRONGPASS invalid username-password pair or user is disabled.',
    'NOAUTH Authentication required.',
    "NOPERM this user has no permissions to run the 'eval' command",
    'Protocol error, got "H" as reply type byte',
    'write EPROTO 0A00010B:SSL routines:ssl3_get_record:wrong version number',
  ]
  for (const message of final) {
    it(`is a ConfigError for ${message.split(' ')[0]}`, () => {
      expect(finalFailure(new Error(message))).to.be.instanceOf(ConfigError)
      expect(finalFailure(gone, new Error(message))).to.be.instanceOf(ConfigError)
    })
  }

  for (const message of [
    "READONLY You can't write against a read only replica.",
    "OOM command not allowed when used memory > 'maxmemory'.",
    'LOADING Redis is loading the dataset in memory',
    'connect ECONNREFUSED 127.0.0.1:6379',
  ]) {
    it(`is nothing for ${message.split(' ')[0]}, which passes`, () => {
      expect(finalFailure(new Error(message))).to.equal(undefined)
    })
  }
})
