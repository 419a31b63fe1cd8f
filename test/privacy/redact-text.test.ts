import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { type RedactTextOptions, redactText } from '../../src/privacy/redact-text'
import type { DashbotMessage, DashbotPayload } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const redactPayload = (payload: DashbotPayload, options?: RedactTextOptions): unknown =>
  redactText(options)(payload, aboutPayload(payload))

const redacted = (text: string, options?: RedactTextOptions): unknown =>
  (redactPayload({ text, userId: '1234858592' }, options) as DashbotMessage).text

describe('redactText', () => {
  const found: readonly (readonly [string, string])[] = [
    ['write to ann.smith+bot@mail.example.org now', 'write to [email] now'],
    ['(ann@example.org), <bob@example.org>', '([email]), <[email]>'],
    ['root@10.0.0.1 and a@b.c', '[email] and [email]'],
    ['call +1 (415) 555-2671 today', 'call [phone] today'],
    ['call 0171/5552671.', 'call [phone].'],
    ['4155552671', '[phone]'],
    ['415-555-2671 415-555-2672', '[phone] [phone]'],
    ['415 555 2671\n(415) 555 2672', '[phone]\n[phone]'],
    ['5 415-555-2671', '5 [phone]'],
    ['+61 2 9876 5432 or +33 (0)6 12 34 56 78', '[phone] or [phone]'],
    ['415 5552671, ph: 98765432', '[phone], ph: [phone]'],
    ['415\u2011555\u20112671', '[phone]'],
    ['\u202a+49 30 123456\u202c', '\u202a[phone]\u202c'],
    ['call me at 785 8949 or 785 8950', 'call me at [phone] or [phone]'],
    ['61 51 81 office', '[phone] office'],
    ['appelez-moi au 06 12 34 56 78', 'appelez-moi au [phone]'],
    ['mi tel\u00e9fono es 612 345 678', 'mi tel\u00e9fono es [phone]'],
    [
      '\u043c\u043e\u0439 \u0442\u0435\u043b\u0435\u0444\u043e\u043d 8 (916) 123-45-67',
      '\u043c\u043e\u0439 \u0442\u0435\u043b\u0435\u0444\u043e\u043d [phone]',
    ],
    ['\u624b\u673a13812345678', '\u624b\u673a[phone]'],
    ['\u0660\u0661\u0667\u0661\u0665\u0665\u0665\u0662\u0666\u0667\u0661', '[phone]'],
    ['+43 1 58858-0, 089 63600-0', '[phone], [phone]'],
    ['ann@[192.0.2.1], ann@[IPv6:2001:db8::1]', '[email], [email]'],
    ['email=ann%40mail.example&x=1', '[email]&x=1'],
    ['card 4111 1111 1111 1111 please', 'card [card] please'],
    ['card 4111-1111-1111-1111', 'card [card]'],
    ['4111111111111111 12/27', '[card] 12/27'],
    ['4111 1111 1111 1111 123', '[card] 123'],
    ['4111.1111.1111.1111', '[card]'],
    ['4111  1111\u00a01111\u20091111', '[card]'],
    ['4111111111111111,5500000000000004', '[card],[card]'],
    ['378282246310005 30569309025904 501800000009', '[card] [card] [card]'],
    ['my card is 4111 1111 1111 1112', 'my card is [card]'],
    ['pay to DE89 3704 0044 0532 0130 00 soon', 'pay to [iban] soon'],
    ['pay to GB29 NWBK 6016 1331 9268 19', 'pay to [iban]'],
    ['nl91abna0417164300 with thanks', '[iban] with thanks'],
    ['BE68 5390 0754 7034 12345', '[iban] 12345'],
    ['XX00 1234 1234 1234 is not one', 'XX00 [phone] is not one'],
    ['from 192.168.0.17, port 80', 'from [ip], port 80'],
    ['2001:db8::8a2e:370:7334 and [::1]:8080', '[ip] and [[ip]]:8080'],
    ['::ffff:192.0.2.128!', '[ip]!'],
    ['308-63-0237', '[ssn]'],
    ['my ssn is 308630237', 'my ssn is [ssn]'],
    ['see https://x.org/ann?tab=1.', 'see [url].'],
    ['(http://ann:secret@x.org/)', '([url])'],
    ['t.me/ann_smith and www.example.org', '[url] and [url]'],
    ['password: hunter2, user: ann', 'password: [credentials], user: [credentials]'],
    ['{"password":"two words"}', '{"password":"[credentials]"}'],
    ['Mein Passwort lautet geheim123.', 'Mein Passwort lautet [credentials].'],
    ['Authorization: Bearer abc123def456', 'Authorization: [credentials]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_1', '[credentials]'],
    ['I live at 123 Main Street, Springfield, IL 62704', 'I live at [zip], Springfield, [zip]'],
    ['Hauptstra\u00dfe 12a, 10115 Berlin', '[zip], [zip] Berlin'],
    ['12 rue de la Paix, 75002 Paris', '[zip], [zip] Paris'],
    ['ul. Marsza\u0142kowska 10, 00-590 Warszawa', '[zip], [zip] Warszawa'],
    ['my zip code is 94114', 'my zip code is [zip]'],
    ['London SW1A 2AA', 'London [zip]'],
    ['San Juan, PR 00901', 'San Juan, [zip]'],
  ]
  for (const [text, expected] of found) {
    it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(text)}`, () => {
      expect(redacted(text)).to.equal(expected)
    })
  }

  const kept: readonly string[] = [
    'order 12345 of 2026',
    'order 4155552671',
    'Order numbers 4155552671, 4155552672 and 4155552673',
    'Bestellnummer: 415-555-2671',
    'ticket T-1234567',
    'invoice 2024-0012345',
    'it costs 17.45',
    '1.299.000,00',
    "1'299'000 CHF",
    '$4155552671',
    '50 000 000 people',
    '2026-11-26',
    '26.11.2026 21:58',
    '11/26/2026 and 1972-10-01 21:58:22',
    '2019\u20132024',
    '1998 2001 2004',
    'version 1.2.3.4, v10.0.0.1, Chrome/120.0.0.0',
    'react@18.2.0',
    'ISBN 978-3-16-148410-0',
    '9783161484100',
    'ISBN-10: 0-306-40615-2',
    'https://x.org/12345678/a.jpg',
    '550e8400-e29b-41d4-a716-446655440000',
    '1392078023603000000',
    'latitude 48.137154, 11.576124',
    'the password is wrong',
    'User: hello there',
    'ann at mail',
    'call 112',
    '10:30:15',
    '09.00 - 17.00 Uhr, 08.30\u201312.00',
    'see PR 12345',
    'Wed Oct 10 20:19:24 +0000 2018',
  ]
  for (const text of kept) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      expect(redacted(text)).to.equal(text)
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
    expect(redactPayload(payload)).to.deep.equal({
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

  it('exempts a property that is called an id only where its value is one', () => {
    const extraInfo = {
      emailId: 'a@b.c',
      callerId: '4155552671',
      contact_id: '+1 415 555 2671',
      buttonId: 'call 415 555 2671',
      cardId: '4111111111111111',
      messageId: '4155552671',
      uuid: '550e8400-e29b-41d4-a716-446655440000',
    }
    const payload = { type: 'customEvent', name: 'e', userId: '1', extraInfo } as const
    expect(redactPayload(payload)).to.deep.equal({
      ...payload,
      extraInfo: {
        emailId: '[email]',
        callerId: '[phone]',
        contact_id: '[phone]',
        buttonId: 'call [phone]',
        cardId: '[card]',
        messageId: '4155552671',
        uuid: '550e8400-e29b-41d4-a716-446655440000',
      },
    })
  })

  it('takes what a field is called for a word before its text', () => {
    const extraInfo = {
      phone: '785 8949',
      mobile: 4155552671,
      zip: '94114',
      orderNumber: '415-555-2671',
      access_token: 'abc',
      inputs: [{ name: 'fax', value: '33 93 31' }],
    }
    const payload = { type: 'customEvent', name: 'e', userId: '1', extraInfo } as const
    expect(redactPayload(payload)).to.deep.include({
      extraInfo: {
        phone: '[phone]',
        mobile: '[phone]',
        zip: '[zip]',
        orderNumber: '415-555-2671',
        access_token: '[credentials]',
        inputs: [{ name: 'fax', value: '[phone]' }],
      },
    })
  })

  it('redacts what is a secret by its property, whatever it looks like', () => {
    const secrets = [
      'x-api-key',
      'sessionToken',
      'csrf_token',
      'set-cookie',
      'cookie',
      'privateKey',
      'otp',
      'cvv',
    ]
    const platformJson = Object.fromEntries(secrets.map((name) => [name, 'ab1']))
    const payload = { text: 'hi', userId: '42', platformJson }
    expect(redactPayload(payload)).to.deep.include({
      platformJson: Object.fromEntries(secrets.map((name) => [name, '[credentials]'])),
    })
  })

  it('redacts property names, and keeps what they hold apart', () => {
    const extraInfo = { 'ann@example.org': 1, 'bob@example.org': 2, '4155552671': 3 }
    const payload = { type: 'customEvent', name: 'e', userId: '1', extraInfo } as const
    expect(redactPayload(payload)).to.deep.include({
      extraInfo: { '[email]': 1, '[email] 2': 2, '4155552671': 3 },
    })
  })

  it('leaves a field its URL without query and credentials', () => {
    const url = 'https://ann:secret@x.org/12345678/page?user=ann#top'
    const payload: DashbotMessage = {
      text: `see ${url}`,
      userId: '1',
      images: [{ url: 'https://ton.example/dm/1234567890/a.jpg?token=1' }],
      buttons: [{ id: '1', label: url, value: url }],
      platformJson: { link: 'https://x.org/u/ann@example.org', fragment: 'https://x.org/#access_token=1' },
    }
    expect(redactPayload(payload)).to.deep.equal({
      text: 'see [url]',
      userId: '1',
      images: [{ url: 'https://ton.example/dm/1234567890/a.jpg' }],
      buttons: [{ id: '1', label: '[url]', value: 'https://x.org/12345678/page#top' }],
      platformJson: { link: '[url]', fragment: 'https://x.org/' },
    })
  })

  it('leaves the user’s id and the conversation’s, whatever they look like', () => {
    const payload = { text: 'hi', userId: 'ann@example.org', conversationId: '+14155552671' }
    expect(redactPayload(payload)).to.deep.equal(payload)
  })

  it('leaves a card number without a right check digit', () => {
    expect(redacted('4111 1111 1111 1112', { kinds: ['card'] })).to.equal('4111 1111 1111 1112')
  })

  it('takes a choice of kinds and another replacement', () => {
    const options: RedactTextOptions = { kinds: ['email'], replacement: (kind) => `<${kind}>` }
    expect(redacted('ann@mail.example, 4155552671', options)).to.equal('<email>, 4155552671')
  })

  it('leaves no text empty, which Dashbot would refuse', () => {
    const options: RedactTextOptions = { replacement: () => '' }
    expect(redacted('ann@mail.example', options)).to.equal('[redacted]')
    expect(redacted('to ann@mail.example', options)).to.equal('to ')
    expect(redacted('{"password":"x"}', options)).to.equal('{"password":"[redacted]"}')
  })

  it('does not change the payload it is given', () => {
    const payload = { text: 'ann@mail.example', userId: '1', platformJson: { text: 'ann@mail.example' } }
    redactPayload(payload)
    expect(payload).to.deep.equal({
      text: 'ann@mail.example',
      userId: '1',
      platformJson: { text: 'ann@mail.example' },
    })
  })

  it('leaves what it made when it runs again', () => {
    const text = found.map(([given]) => given).join('\n')
    expect(redacted(redacted(text) as string)).to.equal(redacted(text))
  })

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['kinds', { kinds: ['emial'] }, /kinds.*email, phone, card/],
    ['kinds', { kinds: 'email' }, /kinds/],
    ['patterns', { patterns: [{ kind: '', pattern: /a/ }] }, /patterns/],
    ['patterns', { patterns: [{ kind: 'a', pattern: 'a' }] }, /patterns/],
    ['patterns', { patterns: [/a/] }, /patterns must be a list of \{ kind/],
    ['patterns', { patterns: [{ kind: 'a', pattern: /a/, replace: 'b' }] }, /patterns/],
    ['replacement', { replacement: 'gone' }, /replacement/],
    ['kind', { kind: ['email'] }, /unknown option kind/],
  ]
  for (const [option, options, message] of wrong) {
    it(`names the option at fault in ${JSON.stringify(options)}`, () => {
      expect(() => redactText(options as RedactTextOptions))
        .to.throw(ConfigError, message)
        .with.property('option', option)
    })
  }

  it('leaves pseudonyms as they are: no detector begins within a word', () => {
    const text = 'I am d8b615563679424894e4e2c5f7bddb52, also 8c67aaf70979aee8e20d7b13866bdd28 and c9pobox12'
    expect(redacted(text)).to.equal(text)
  })
})
