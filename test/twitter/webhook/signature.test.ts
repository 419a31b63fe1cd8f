import { expect } from 'chai'
import { isSigned, sign } from '../../../src/twitter'

const body = '{"text":"\\u003c ünïcödé 12345678901234567890"}'

describe('isSigned', () => {
  it('takes the signature of the bytes, given as text or bytes', () => {
    expect(isSigned(['secret'], body, sign('secret', body))).to.equal(true)
    expect(isSigned(['secret'], Buffer.from(body), sign('secret', body))).to.equal(true)
  })

  it('takes that of any of several secrets', () => {
    expect(isSigned(['new', 'old'], body, sign('old', body))).to.equal(true)
    expect(isSigned(['new', 'old'], body, sign('older', body))).to.equal(false)
  })

  it('refuses the signature of another body, however little differs', () => {
    expect(isSigned(['secret'], `${body} `, sign('secret', body))).to.equal(false)
    expect(isSigned(['secret'], JSON.stringify(JSON.parse(body)), sign('secret', body))).to.equal(false)
  })

  const good = sign('secret', body)
  const malformed: readonly (string | string[] | undefined)[] = [
    undefined,
    '',
    'sha256=',
    good.slice('sha256='.length),
    good.toUpperCase(),
    `${good} `,
    `${good}=`,
    good.slice(0, -1),
    `${good}, ${good}`,
    [good, good],
    good.replace('sha256', 'sha1'),
    'ü'.repeat(good.length),
  ]
  for (const header of malformed) {
    it(`refuses ${JSON.stringify(header)?.slice(0, 40)}`, () => {
      expect(isSigned(['secret'], body, header)).to.equal(false)
    })
  }
})
