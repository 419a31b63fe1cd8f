import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import type { BeforeSend } from '../../src/client/before-send'
import { hashUserIds } from '../../src/privacy/hash-user-ids'
import { pseudonymize } from '../../src/privacy/pseudonymize'
import { redactText } from '../../src/privacy/redact-text'
import type { DashbotMessage } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const secret = 'a secret of enough length'
const pseudonym = (id: string): string => createHmac('sha256', secret).update(id).digest('hex').slice(0, 32)

/** A submitted card's message behind the hook: its text, and the answer it gives. */
function submitted(hook: BeforeSend, json: string, userId = '1234858592'): readonly unknown[] {
  const payload: DashbotMessage = { text: json, userId, postback: { buttonClick: { buttonId: json } } }
  const { text, postback } = Object(hook(payload, aboutPayload(payload)))
  return [text, postback.buttonClick.buttonId]
}

/** That the hook makes the one of the other, in the text and in the answer. */
function expectJson(hook: BeforeSend, value: unknown, expected: unknown): void {
  const json = JSON.stringify(expected)
  expect(submitted(hook, JSON.stringify(value))).to.deep.equal([json, json])
}

describe('a text that is JSON', () => {
  const values: readonly (readonly [unknown, unknown])[] = [
    [{ password: 'correct horse battery staple' }, { password: '[credentials]' }],
    [
      { user: 'ann', secret: 'blue"quote', note: 'hi' },
      { user: 'ann', secret: '[credentials]', note: 'hi' },
    ],
    [
      { pwd: 'x y z', path: 'back\\slash' },
      { pwd: '[credentials]', path: 'back\\slash' },
    ],
    [{ otp: '123456' }, { otp: '[credentials]' }],
    [
      { token: { a: 1 }, tokens: [1, true, null] },
      { token: { a: 1 }, tokens: [1, true, null] },
    ],
    [{ authorization: '{"a":"b"}' }, { authorization: '[credentials]' }],
    [{ form: '{"password":"x y"}' }, { form: '{"password":"[credentials]"}' }],
    [
      { tel: 7858949, size: 7858949 },
      { tel: '[phone]', size: 7858949 },
    ],
    [
      { zip: '94103', ssn: '078-05-1120' },
      { zip: '[zip]', ssn: '[ssn]' },
    ],
    [
      [4111111111111111, 'ann@mail.example.org'],
      ['[card]', '[email]'],
    ],
  ]
  for (const [value, expected] of values) {
    it(`is redacted part by part: ${JSON.stringify(value)}`, () => {
      expectJson(redactText(), value, expected)
      expectJson(pseudonymize(secret), value, expected)
    })
  }

  it('has no second value of a property that is written twice', () => {
    expect(submitted(redactText(), '{"password":"hunter2","password":""}')[0]).to.equal('{"password":""}')
  })

  it('keeps the digits of a long number', () => {
    const hooks = [redactText(), hashUserIds(secret)]
    for (const hook of hooks) {
      expect(submitted(hook, '{"a":12345678901234567890,"b":"\\u00e9"}')[0]).to.equal(
        '{"a":"12345678901234567890","b":"\u00e9"}',
      )
    }
  })

  it('stays JSON where it holds the user’s id, escaped or as a number', () => {
    const user = pseudonym('12')
    expectJson(hashUserIds(secret), { n: 12 }, { n: 12 })
    expect(submitted(hashUserIds(secret), '{"n":12}', '12')[0]).to.equal(`{"n":"${user}"}`)
    expect(submitted(hashUserIds(secret), '{"n":"a\\"b"}', 'a"b')[0]).to.equal(`{"n":"${pseudonym('a"b')}"}`)
    expect(submitted(hashUserIds(secret), '[1234567890123456789]', '1234567890123456789')[0]).to.equal(
      `["${pseudonym('1234567890123456789')}"]`,
    )
  })

  it('loses the profiles in it', () => {
    expectJson(pseudonymize(secret), { first_name: 'Ann', locale: 'de' }, { locale: 'de' })
    expectJson(pseudonymize(secret), { from: { id: '7', name: 'Ann' } }, { from: { id: '7' } })
  })

  it('is prose where it is no valid JSON, or nested too deeply to be followed', () => {
    expect(submitted(redactText(), '{ask ann@mail.example.org}')[0]).to.equal('{ask [email]}')
    const deep = `${'['.repeat(50_000)}"ann@mail.example.org"${']'.repeat(50_000)}`
    expect(submitted(redactText(), deep)[0]).to.include('["[email]"]')
  })
})
