import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import type { PersonalDataPattern } from '../../src/privacy/kinds'
import { redactText } from '../../src/privacy/redact-text'
import type { DashbotMessage } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

function redacted(text: string, ...patterns: PersonalDataPattern[]): string {
  const message: DashbotMessage = { text, userId: '1' }
  return (redactText({ patterns })(message, aboutPayload(message)) as DashbotMessage).text ?? ''
}

describe('patterns of your own', () => {
  it('go before the built-in kinds', () => {
    expect(redacted('4155552671', { kind: 'ticket', pattern: /\d{10}/g })).to.equal('[ticket]')
  })

  it('replace every match, with the flag g and without it', () => {
    for (const flags of ['', 'g', 'u', 'gu']) {
      const pattern = new RegExp('T-\\d+', flags)
      expect(redacted('T-1 and T-22', { kind: 'ticket', pattern })).to.equal('[ticket] and [ticket]')
    }
  })

  it('keep the flags i, m and s', () => {
    expect(redacted('a\nT-1', { kind: 'ticket', pattern: /^t-\d/im })).to.equal('a\n[ticket]')
    expect(redacted('T\n1', { kind: 'ticket', pattern: /T.1/s })).to.equal('[ticket]')
  })

  it('know lookbehind, and letters of all scripts', () => {
    expect(redacted('Kd. \u00c4-1, x\u00c4-1', { kind: 'id', pattern: /(?<=\. )\p{L}-\d/u })).to.equal(
      'Kd. [id], x\u00c4-1',
    )
  })

  it('replace the part that is confirmed', () => {
    const even = {
      kind: 'even',
      pattern: /\d+/,
      confirm: (digits: string) => (Number(digits) % 2 === 0 ? digits : ''),
    }
    expect(redacted('12 13', even)).to.equal('[even] 13')
    expect(
      redacted('12345', { kind: 'head', pattern: /\d+/, confirm: (digits) => digits.slice(0, 2) }),
    ).to.equal('[head]345')
  })

  for (const pattern of [/a(?=b)/, /(a)\1/, /a/y]) {
    it(`are refused by name where they do not run in linear time: ${pattern}`, () => {
      expect(() => redactText({ patterns: [{ kind: 'mine', pattern }] }))
        .to.throw(ConfigError, /kind mine/)
        .with.property('option', 'patterns')
    })
  }

  for (const pattern of [/(a+)+$/, /(a|aa)*b/, /a*a*a*b/, /a*b|a/]) {
    it(`do not stop the bot: ${pattern} on 256 KiB`, () => {
      const text = `${'a'.repeat(256 * 1024)}!`
      const start = performance.now()
      redacted(text, { kind: 'mine', pattern })
      expect(performance.now() - start).to.be.below(3_000)
    })
  }

  it('leave nothing that was not searched when the time is over', () => {
    const text = `${'a'.repeat(256 * 1024)} secret`
    expect(redacted(text, { kind: 'mine', pattern: /a*b|a|secret/ })).not.to.include('secret')
  })
})
