import { expect } from 'chai'
import fc from 'fast-check'
import { redactPayload } from '../../src/compat/redact'

/** What dashbot's package redacts with where `redact` is true. */
const theirs: { redact(payload: object): Promise<object> } = require('dashbot/src/redactor')

/** What redact-pii puts in the place of what it removes. */
const tokens =
  /\s*(?:undefined)?(?:CREDIT_CARD_NUMBER|STREET_ADDRESS|ZIPCODE|PHONE_NUMBER|IP_ADDRESS|US_SOCIAL_SECURITY_NUMBER|EMAIL_ADDRESS|USERNAME|PASSWORD|CREDENTIALS|URL|PERSON_NAME)(?:undefined)?/
const ours = /\[(?:redacted|email|phone|card|iban|ip|url|credentials|ssn|zip)\]/

/** What is left of a text: of the whole text where nothing was removed. */
const left = (redacted: string, removed: RegExp): readonly string[] =>
  redacted
    .split(removed)
    .map((part) => part.trim())
    .filter((part) => part !== '')

async function textsOf(text: string): Promise<{ readonly original: string; readonly here: string }> {
  const payload = { text, userId: '1' }
  const original = (await theirs.redact(payload)) as typeof payload
  return { original: original.text, here: (redactPayload(payload, 'incoming') as typeof payload).text }
}

/** Whether every part that is left here is left by the original too, in that order. */
function removesAtLeast(here: string, original: string): boolean {
  const kept = left(original, tokens)
  let part = 0
  let from = 0
  for (const piece of left(here, ours)) {
    while (part < kept.length) {
      const found = (kept[part] ?? '').indexOf(piece, from)
      if (found !== -1) {
        from = found + piece.length
        break
      }
      part++
      from = 0
    }
    if (part === kept.length) return false
  }
  return true
}

describe('redact: true beside dashbot’s package with redact-pii', () => {
  const texts: readonly string[] = [
    'my card is 1111111111111111',
    '4111 1111 1111 1111 and 3782 822463 10005',
    'I moved to 12 Old Mill Road apt. 4, 94114',
    'write to P.O. Box 12',
    'zip 94114-1234',
    'call 415 94114 or 800 FLOWERS',
    '555-555-5555, (555) 5555555, +1 555 555 5555',
    'from 999.1.2.3',
    '123 45 6789 and 123.45.6789',
    'reply to ann@localhost',
    'user: ann, pass: hunter2',
    'user:  415login: 415',
    'login info: ann / hunter2',
    'passphrase: correct',
    'see ftp://files.example/a?b=c#d and custom://x',
    'Dear Jon Q. Public, welcome. Hello Zed.',
    'Best regards,\nAnn Smith',
    'Kindly, Zoltan',
    'my name is peter',
    'PETER and maryland',
    'Have a nice day Zed.',
  ]
  for (const text of texts) {
    it(`removes at least as much of ${JSON.stringify(text)}`, async () => {
      const { original, here } = await textsOf(text)
      expect(original, 'the original removes something').not.to.equal(text)
      expect(removesAtLeast(here, original), `${here} beside ${original}`).to.equal(true)
    })
  }

  it('removes at least as much of any text made of what redact-pii knows', async () => {
    const fragment = fc.constantFrom(
      ...[
        '415',
        '94114',
        '1234',
        '555',
        '-',
        ' ',
        '. ',
        ',',
        '\n',
        '@',
        ':',
        '://',
        '?',
        '#',
        '_',
        '(',
        ')',
        '+',
      ],
      ...[
        'Hi ',
        'Dear ',
        'Ann',
        'Smith',
        'jared',
        'user: ',
        'login: ',
        'pass: ',
        'kindly ',
        'street',
        'apt 5',
      ],
      ...['1.2.3.4', 'ABCDEFG', 'P.O. Box ', 'http', '\u00a0', '\u00c4', 'b'],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join('')),
        async (text) => {
          const { original, here } = await textsOf(text)
          return removesAtLeast(here, original)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('finds texts wherever the original does, on every platform’s payloads', async () => {
    const secret = '1111111111111111'
    const payloads: readonly object[] = [
      { message: { type: 'text', text: secret } },
      {
        intent: {
          name: 'ZIP',
          inputs: [
            { name: 'zip', value: '94114' },
            { name: 'just_digits', value: '1111' },
          ],
        },
      },
      { entry: [{ messaging: [{ sender: { id: '967295313370594' }, message: { text: secret } }] }] },
      {
        event: {
          request: { intent: { slots: { zip: { value: '94114' } } } },
          session: { attributes: { zip: '12345' } },
        },
      },
      { response: { sessionAttributes: { zip: '12345' } } },
      {
        request_body: {
          originalRequest: {
            data: {
              inputs: [
                { rawInputs: [{ query: secret }], arguments: [{ rawText: secret, textValue: secret }] },
              ],
            },
          },
          result: {
            resolvedQuery: secret,
            parameters: { number: secret },
            contexts: [{ parameters: { number: secret } }],
          },
        },
      },
    ]
    for (const payload of payloads) {
      const original = JSON.stringify(await theirs.redact(payload))
      const here = JSON.stringify(redactPayload(payload, 'incoming'))
      for (const value of [secret, '94114', '12345']) {
        expect(original, 'the original removes it').not.to.include(value)
        expect(here).not.to.include(value)
      }
    }
  })

  it('leaves ids as they are', () => {
    const payload = { text: 'hi', userId: '1111111111111111', sender_id: '967295313370594' }
    expect(redactPayload(payload, 'incoming')).to.deep.equal(payload)
  })

  it('takes a text that is JSON part by part, and leaves it JSON', () => {
    const payload = { text: '{"password":"blue\\"two words","card":4111111111111111,"n":7}', userId: '1' }
    const { text } = Object(redactPayload(payload, 'incoming'))
    const { password, card, n } = JSON.parse(text)
    expect([password, n]).to.deep.equal(['[credentials]', 7])
    expect(card).to.match(/^\[\w+\]$/)
  })

  it('takes linear time', () => {
    for (const part of ['1', '1 ', 'a', 'Aa ', '1 a ', 'ly', '@', '://', 'hi Aa Aa ']) {
      const text = part.repeat((64 * 1024) / part.length)
      const start = performance.now()
      redactPayload({ text, userId: '1' }, 'incoming')
      expect(performance.now() - start, part).to.be.below(3_000)
    }
  })
})
