import { expect } from 'chai'
import { redactText } from '../../src/privacy/redact-text'
import type { DashbotMessage } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const redacted = (text: string, options?: Parameters<typeof redactText>[0]): unknown => {
  const message: DashbotMessage = { text, userId: '1234858592' }
  return redactText(options)(message, aboutPayload(message))
}

describe('redactText', () => {
  const cases: readonly [string, string][] = [
    ['write to ann.smith+bot@mail.example.org now', 'write to [email] now'],
    ['call +1 (415) 555-2671 today', 'call [phone] today'],
    ['call 0171/5552671.', 'call [phone].'],
    ['4155552671', '[phone]'],
    ['card 4111 1111 1111 1111 please', 'card [card] please'],
    ['card 4111-1111-1111-1111', 'card [card]'],
    ['pay to DE89 3704 0044 0532 0130 00 soon', 'pay to [iban] soon'],
    ['pay to GB29 NWBK 6016 1331 9268 19', 'pay to [iban]'],
    ['NL91ABNA0417164300 with thanks', '[iban] with thanks'],
    ['BE68 5390 0754 7034 with thanks', '[iban] with thanks'],
    ['order 12345 of 2026', 'order 12345 of 2026'],
    ['it costs 17.45', 'it costs 17.45'],
    ['no address: ann at mail', 'no address: ann at mail'],
    ['XX00 1234 1234 1234 is none', 'XX00 [phone] is none'],
  ]
  for (const [text, expected] of cases) {
    it(`makes "${expected}" of "${text}"`, () => {
      expect(redacted(text)).to.deep.equal({ text: expected, userId: '1234858592' })
    })
  }

  it('reaches inputs, buttons and platformJson, and leaves ids, timestamps and numbers', () => {
    const payload: DashbotMessage = {
      text: 'hello',
      userId: '1234858592',
      intent: { name: 'CONTACT', inputs: [{ name: 'mail', value: 'ann@mail.example' }], confidence: 0.9 },
      buttons: [{ id: '1', label: 'Mail ann@mail.example', value: '+14155552671' }],
      platformJson: {
        created_timestamp: '1392078023603',
        sender_id: '3805104374',
        media: [{ id_str: '3805104374999', count: 4155552671 }],
        message_data: { text: 'call 4155552671', flag: true, nothing: null },
      },
    }
    expect(redactText()(payload, aboutPayload(payload))).to.deep.equal({
      text: 'hello',
      userId: '1234858592',
      intent: { name: 'CONTACT', inputs: [{ name: 'mail', value: '[email]' }], confidence: 0.9 },
      buttons: [{ id: '1', label: 'Mail [email]', value: '[phone]' }],
      platformJson: {
        created_timestamp: '1392078023603',
        sender_id: '3805104374',
        media: [{ id_str: '3805104374999', count: 4155552671 }],
        message_data: { text: 'call [phone]', flag: true, nothing: null },
      },
    })
  })

  it('leaves a card number without a right check digit to the other patterns', () => {
    expect(redacted('4111 1111 1111 1112', { kinds: ['card'] })).to.have.property(
      'text',
      '4111 1111 1111 1112',
    )
  })

  it('takes own patterns, a choice of kinds and another replacement', () => {
    const options = {
      kinds: ['email'],
      patterns: [{ kind: 'ticket', pattern: /T-\d+/g }],
      replacement: (kind: string) => `<${kind}>`,
    } as const
    expect(redacted('T-1234567 from ann@mail.example, 4155552671', options)).to.have.property(
      'text',
      '<ticket> from <email>, 4155552671',
    )
  })

  it('does not change the payload it is given', () => {
    const payload = { text: 'ann@mail.example', userId: '1' }
    redactText()(payload, aboutPayload(payload))
    expect(payload.text).to.equal('ann@mail.example')
  })
})
