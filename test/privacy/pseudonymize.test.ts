import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { pseudonymize } from '../../src/privacy/pseudonymize'
import type { DashbotPayload } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const secret = 'a secret of enough length'
const pseudonym = (id: string): string => createHmac('sha256', secret).update(id).digest('hex').slice(0, 32)

function anonymous(
  payload: DashbotPayload,
  names: readonly string[] = [],
  userIds = [payload.userId],
): unknown {
  return pseudonymize(secret)(payload, aboutPayload(payload, { names, userIds }))
}

const accountActivity = {
  for_user_id: '3805104374',
  direct_message_events: [
    {
      type: 'message_create',
      message_create: { sender_id: '1234858592', message_data: { text: 'I am Ann, @ann_smith' } },
    },
  ],
  users: {
    '1234858592': {
      id: '1234858592',
      name: 'Ann Smith',
      screen_name: 'ann_smith',
      description: 'Birds and books',
      profile_image_url: 'http://pbs.example/profile/ann.png',
      profile_image_url_https: 'https://pbs.example/profile/ann.png',
      followers_count: 1234,
      verified: false,
    },
    '3805104374': { id: '3805104374', name: 'Bird Bot', screen_name: 'bird_bot' },
  },
}

describe('pseudonymize', () => {
  it('leaves nothing of the user that X’s account activity says', () => {
    const payload = {
      text: 'Hello ANN, or @ann_smith: https://pbs.example/profile/ann.png, "Birds and books"',
      userId: '1234858592',
      platformJson: accountActivity,
    }
    const user = pseudonym('1234858592')
    expect(anonymous(payload)).to.deep.equal({
      text: 'Hello [name], or @[name]: [picture], "[description]"',
      userId: user,
      platformJson: {
        for_user_id: '3805104374',
        direct_message_events: [
          {
            type: 'message_create',
            message_create: { sender_id: user, message_data: { text: 'I am [name], @[name]' } },
          },
        ],
        users: { [user]: { id: user, verified: false }, '3805104374': { id: '3805104374' } },
      },
    })
  })

  it('leaves nothing of the user that X’s activity API says', () => {
    const payload = {
      text: 'Hi Ann',
      userId: '42',
      platformJson: {
        users: { '42': { data: { id: '42', username: 'ann_smith', name: 'Ann Smith' } } },
        includes: { users: [{ id: '42', username: 'ann_smith', name: 'Ann Smith', verified: true }] },
      },
    }
    expect(anonymous(payload)).to.deep.equal({
      text: 'Hi [name]',
      userId: pseudonym('42'),
      platformJson: {
        users: { [pseudonym('42')]: { data: { id: pseudonym('42') } } },
        includes: { users: [{ id: pseudonym('42'), verified: true }] },
      },
    })
  })

  it('clears from, recipient and platformUserJson', () => {
    const payload = {
      text: 'Ann Smith and Bird Bot',
      userId: '42',
      platformUserJson: { firstName: 'Ann', lastName: 'Smith', gender: 'female', locale: 'en_US' },
      platformJson: {
        from: { id: '42', name: 'Ann Smith', role: 'user' },
        recipient: { id: '7', name: 'Bird Bot' },
      },
    }
    expect(anonymous(payload)).to.deep.equal({
      text: '[name] and Bird Bot',
      userId: pseudonym('42'),
      platformUserJson: { locale: 'en_US' },
      platformJson: { from: { id: pseudonym('42'), role: 'user' }, recipient: { id: '7' } },
    })
  })

  it('finds the names that the turn knows, as whole words of at least 3 characters', () => {
    const payload = { text: 'Ann, ann and Annabel; Jo; ANN_QUERY; O\u2019Brien', userId: '42' }
    expect(anonymous(payload, ['Ann O\u2019Brien', 'Jo'])).to.include({
      text: '[name], [name] and Annabel; Jo; ANN_QUERY; [name]',
    })
  })

  it('takes an address that holds a name for an address', () => {
    const payload = { text: 'Ann: ann@x.org, https://x.org/ann?a=1, ann_smith@x.org', userId: '42' }
    expect(anonymous(payload, ['Ann Smith'])).to.include({ text: '[name]: [email], [url], [email]' })
  })

  it('gives the same again for a user called like a placeholder', () => {
    const payload = { text: 'Hi Name, a@b.c', userId: '42' }
    const about = aboutPayload(payload, { names: ['Name', 'Email'] })
    const once = pseudonymize(secret)(payload, about)
    expect(once && pseudonymize(secret)(once, about)).to.deep.equal(once)
  })

  it('leaves the common words of a display name in texts', () => {
    const payload = { text: 'The best coffee is not The Best Coffee Bot', userId: '42' }
    expect(anonymous(payload, ['The Best Coffee Bot'])).to.include({ text: 'The best [name] is not [name]' })
  })

  it('hides every id that the turn knows, and redacts every text', () => {
    const payload = {
      text: 'crm-7, 42, ann@example.org, 415-555-2671, 4111111111111111, DE89370400440532013000, 10.0.0.1, https://x.org/?a=1, password: x1',
      userId: 'crm-7',
      conversationId: '42-7',
    }
    expect(anonymous(payload, [], ['crm-7', '42'])).to.deep.equal({
      text: `${pseudonym('crm-7')}, ${pseudonym('42')}, [email], [phone], [card], [iban], [ip], [url], password: [credentials]`,
      userId: pseudonym('crm-7'),
      conversationId: `${pseudonym('42')}-7`,
    })
  })

  it('hashes a conversation’s id that holds a name or an address', () => {
    for (const conversationId of ['dm:ann_smith', 'bob@example.org']) {
      expect(anonymous({ text: 'hi', userId: '42', conversationId }, ['ann_smith'])).to.include({
        conversationId: pseudonym(conversationId),
      })
    }
  })

  it('leaves the names of events, intents and inputs for a user who is called like them', () => {
    const event = { type: 'customEvent', name: 'order', userId: '42', extraInfo: { of: 'order' } } as const
    expect(anonymous(event, ['Order', 'customEvent'])).to.deep.equal({
      type: 'customEvent',
      name: 'order',
      userId: pseudonym('42'),
      extraInfo: { of: '[name]' },
    })
    const named = { type: 'customEvent', name: 'customEvent of Ann', userId: '42' } as const
    expect(anonymous(named, ['customEvent', 'Ann'])).to.include({
      type: 'customEvent',
      name: '[name] of [name]',
    })
    const intent = { name: 'Order', inputs: [{ name: 'order', value: 'Order' }] }
    expect(anonymous({ text: 'Order', userId: '42', intent }, ['Order'])).to.deep.equal({
      text: '[name]',
      userId: pseudonym('42'),
      intent: { name: 'Order', inputs: [{ name: 'order', value: '[name]' }] },
    })
  })

  const greetings: readonly (readonly [string, string, string])[] = [
    ['Ann', 'Hi _Ann_, **Ann**, #Ann', 'Hi _[name]_, **[name]**, #[name]'],
    ['Jos\u00e9 \u00c5berg', 'Hi Jose, or Aberg', 'Hi [name], or [name]'],
    [
      '\u7530\u4e2d\u592a\u90ce',
      '\u7530\u4e2d\u592a\u90ce\u3055\u3093\u3001\u3053\u3093\u306b\u3061\u306f',
      '[name]\u3055\u3093\u3001\u3053\u3093\u306b\u3061\u306f',
    ],
    ['\uae40\ucca0\uc218', '\uae40\ucca0\uc218\ub2d8', '[name]\ub2d8'],
    ['Ann', 'BIRDS_Ann_QUERY and Annapolis', 'BIRDS_Ann_QUERY and Annapolis'],
  ]
  for (const [name, text, expected] of greetings) {
    it(`finds the name ${name} in ${JSON.stringify(text)} as a word of its own`, () => {
      expect(anonymous({ text, userId: '42' }, [name])).to.include({ text: expected })
    })
  }

  it('finds names among the property names of free fields, as they are written', () => {
    const extraInfo = { votes: { Ann: 1, ann_smith: 2 }, ann: 3 }
    const event: DashbotPayload = { type: 'customEvent', name: 'vote', userId: '42', extraInfo }
    expect(anonymous(event, ['Ann', 'ann_smith'])).to.deep.include({
      extraInfo: { votes: { '[name]': 1, '[name] 2': 2 }, ann: 3 },
    })
  })

  it('clears the profiles of other channels', () => {
    const platformJson = {
      profile: { first_name: 'Ann', profile_pic: 'https://pbs.example/ann', gender: 'female', locale: 'de' },
      user_profile: { real_name: 'Ann Smith', image_72: 'https://pbs.example/72' },
      contact: { first_name: 'Ann', phone_number: '785 8949' },
    }
    expect(anonymous({ text: 'Hi Smith', userId: '42', platformJson })).to.deep.include({
      text: 'Hi [name]',
      platformJson: { profile: { locale: 'de' }, user_profile: {}, contact: {} },
    })
  })

  it('gives the same when it runs again', () => {
    const payload = { text: 'Hello Ann, 415-555-2671', userId: '1234858592', platformJson: accountActivity }
    const about = aboutPayload(payload, { names: ['Ann'] })
    const hook = pseudonymize(secret)
    const once = hook(payload, about)
    expect(once && hook(once, about)).to.deep.equal(once)
  })

  it('does not change the payload it is given', () => {
    const payload = {
      text: 'Hello Ann',
      userId: '1234858592',
      platformJson: structuredClone(accountActivity),
    }
    anonymous(payload)
    expect(payload.platformJson).to.deep.equal(accountActivity)
  })

  it('refuses a short secret and names it', () => {
    expect(() => pseudonymize('short'))
      .to.throw(ConfigError)
      .with.property('option', 'secret')
  })
})
