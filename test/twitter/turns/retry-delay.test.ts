import { expect } from 'chai'
import sinon from 'sinon'
import { TwitterApiError } from '../../../src/twitter'
import { retryDelayMs } from '../../../src/twitter/turns/retry-delay'

const now = Date.parse('2026-01-01T00:00:00Z')
const limited = (seconds: number) =>
  new TwitterApiError('X refused.', { status: 429, remedy: '', retryAt: new Date(now + seconds * 1_000) })
const endless = new Error('broken')
endless.cause = endless

describe('retryDelayMs', () => {
  beforeEach(() => sinon.useFakeTimers(now))

  afterEach(() => sinon.restore())

  it('is a second, then ten, and nothing after the third try', () => {
    expect([0, 1, 2].map((failures) => retryDelayMs(failures, new Error('broken')))).to.deep.equal([
      1_000,
      10_000,
      undefined,
    ])
  })

  it('lasts until the rate limit ends', () => {
    expect(retryDelayMs(0, limited(75))).to.equal(75_000)
    expect(retryDelayMs(1, limited(75))).to.equal(75_000)
    expect(retryDelayMs(2, limited(75))).to.equal(undefined)
  })

  it('is no shorter for a limit that ends at once, or ended', () => {
    expect(retryDelayMs(0, limited(-5))).to.equal(1_000)
    expect(retryDelayMs(1, limited(2))).to.equal(10_000)
  })

  it('is a day at most', () => {
    expect(retryDelayMs(0, limited(10 * 365 * 86_400))).to.equal(86_400_000)
  })

  const wrapped: readonly (readonly [string, unknown])[] = [
    ['the cause of another error', new Error('no answer', { cause: limited(75) })],
    ['the cause of a cause', new Error('a', { cause: new Error('b', { cause: limited(75) }) })],
    ["the error of a dialog's", Object.assign(new Error('in a dialog'), { error: limited(75) })],
  ]
  for (const [name, error] of wrapped) {
    it(`finds the limit in ${name}`, () => {
      expect(retryDelayMs(0, error)).to.equal(75_000)
    })
  }

  const without: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['a text', 'broken'],
    ['an invalid date', { retryAt: new Date(Number.NaN) }],
    ['an error that causes itself', endless],
  ]
  for (const [name, error] of without) {
    it(`is a second for ${name}`, () => {
      expect(retryDelayMs(0, error)).to.equal(1_000)
    })
  }
})
