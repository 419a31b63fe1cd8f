import { expect } from 'chai'
import { answerError, connectionError } from '../../../src/transports/http/failure'

const receiver = { host: 'tracker.example', apiKey: 'se/cret' }
const answer = (status: number, retryAfter?: unknown) => answerError(receiver, { status, retryAfter })

describe('answerError', () => {
  for (const status of [408, 429, 500, 502, 503, 504, 599]) {
    it(`lets ${status} be retried`, () => {
      expect(answer(status)).to.include({ retryable: true, status })
    })
  }

  for (const status of [301, 302, 307, 400, 401, 403, 404, 413, 422]) {
    it(`takes ${status} for final`, () => {
      expect(answer(status)).to.include({ retryable: false, status })
    })
  }

  it('honours Retry-After on 429 and 503 alone', () => {
    expect([429, 503, 500, 408].map((status) => answer(status, '3').retryAfterMs)).to.deep.equal([
      3_000,
      3_000,
      undefined,
      undefined,
    ])
  })

  it('names the host, the status and the remedy', () => {
    expect(answer(401).message).to.equal('tracker.example answered 401: check the API key')
    expect(answer(302).message).to.match(/redirects are not followed/)
    expect(answer(503).message).to.equal('tracker.example answered 503')
  })
})

describe('connectionError', () => {
  it('may be retried, and names the code', () => {
    const error = connectionError(receiver, Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    expect(error).to.include({ retryable: true, status: undefined })
    expect(error.message).to.equal('tracker.example gave no answer: connect (ECONNREFUSED)')
  })

  it('holds the key nowhere, however the library spells it', () => {
    const error = connectionError(receiver, new Error(`POST https://x/?apiKey=se%2Fcret failed with se/cret`))
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.to.match(/cret/)
  })

  it('describes errors without a message, and what is not an error', () => {
    class AggregateFailure extends Error {
      override name = 'AggregateFailure'
    }
    expect(connectionError(receiver, new AggregateFailure()).message).to.include('AggregateFailure')
    expect(connectionError(receiver, 'no').message).to.include('unknown error')
  })
})
