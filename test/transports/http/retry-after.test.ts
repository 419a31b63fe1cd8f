import { expect } from 'chai'
import { parseRetryAfter } from '../../../src/transports/http/retry-after'

const now = Date.UTC(2026, 0, 1, 12, 0, 0)

describe('parseRetryAfter', () => {
  it('reads seconds', () => {
    expect(parseRetryAfter('120', now)).to.equal(120_000)
    expect(parseRetryAfter(' 1.5 ', now)).to.equal(1_500)
  })

  it('reads a date', () => {
    expect(parseRetryAfter('Thu, 01 Jan 2026 12:00:30 GMT', now)).to.equal(30_000)
  })

  for (const header of [undefined, '', '0', '-5', 'soon', 'Thu, 01 Jan 2026 11:59:59 GMT', ['3'], 7]) {
    it(`finds nothing in ${JSON.stringify(header)}`, () => {
      expect(parseRetryAfter(header, now)).to.equal(undefined)
    })
  }
})
