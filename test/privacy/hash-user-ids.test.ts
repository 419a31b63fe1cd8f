import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { hashUserIds } from '../../src/privacy/hash-user-ids'
import type { DashbotMessage, DashbotPayload } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const secret = 'a secret of enough length'
const golden = (name: string): DashbotMessage =>
  JSON.parse(readFileSync(`test/fixtures/golden/${name}.json`, 'utf8')).body
const hash = (payload: DashbotPayload, ...more: string[]) =>
  hashUserIds(secret)(payload, aboutPayload(payload, { userIds: [payload.userId, ...more] }))
const pseudonym = (id: string): string => createHmac('sha256', secret).update(id).digest('hex').slice(0, 32)

describe('hashUserIds', () => {
  it('gives one pseudonym in both directions and in events', () => {
    const incoming = hash({ text: 'in', userId: '42' })
    const outgoing = hash({ text: 'out', userId: '42' })
    const event = hash({ type: 'customEvent', name: 'e', userId: '42' })
    expect([incoming, outgoing, event].map((payload) => payload?.userId)).to.deep.equal([
      pseudonym('42'),
      pseudonym('42'),
      pseudonym('42'),
    ])
  })

  it('leaves the id nowhere, in platformJson neither as value nor as name nor as number', () => {
    const message = golden('outgoing-buttons')
    const withNumber = {
      ...message,
      platformJson: { ...message.platformJson, numeric: 1234858592, other: 7 },
    }
    const hashed = hash(withNumber)
    expect(JSON.stringify(hashed)).not.to.include('1234858592')
    expect(JSON.stringify(hashed)).to.include('3805104374').and.to.include('"other":7')
  })

  const composed: readonly (readonly [string, string])[] = [
    ['U012ABCDEF:T012ABCDEF', 'U012ABCDEF'],
    ['whatsapp:+4930901820', '4930901820'],
  ]
  for (const [id, part] of composed) {
    it(`leaves neither ${id} nor the part of it that the channel’s own JSON has`, () => {
      const platformJson = { from: part, [part]: 1, number: Number(part), list: [id, 'T012ABCDEF'] }
      const hashed = JSON.stringify(hash({ text: `I am ${part}`, userId: id, platformJson }))
      expect(hashed).not.to.include(part)
      expect(hashed).to.include('"T012ABCDEF"')
    })
  }

  it('finds an id between letters of a script without spaces', () => {
    const text = '\u6211\u662f1234858592\u5417'
    expect(hash({ text, userId: '1234858592' })).to.include({
      text: `\u6211\u662f${pseudonym('1234858592')}\u5417`,
    })
  })

  const ids = [
    '550e8400-e29b-41d4-a716-446655440000',
    '29:1abc_-x',
    'crm-7',
    'a.b',
    '(a|b)*',
    '^$\\',
    'jos\u00e9@x',
    '\u7528\u6237',
    '1234567890123456789',
    'x/y',
    '[a-z]',
  ]
  for (const id of ids) {
    it(`replaces every mention of ${id}, and no part of a word`, () => {
      const payload = {
        text: `${id}, (${id}) and ${id}; a${id}, ${id}1`,
        userId: id,
        conversationId: `dm:${id}:9`,
        platformJson: { users: { [id]: { id } }, url: `https://x.org/${id}` },
      }
      expect(hash(payload)).to.deep.equal({
        text: `${pseudonym(id)}, (${pseudonym(id)}) and ${pseudonym(id)}; a${id}, ${id}1`,
        userId: pseudonym(id),
        conversationId: `dm:${pseudonym(id)}:9`,
        platformJson: {
          users: { [pseudonym(id)]: { id: pseudonym(id) } },
          url: `https://x.org/${pseudonym(id)}`,
        },
      })
    })
  }

  it('replaces each of the ids that the turn knows by its own pseudonym', () => {
    const payload = { text: 'crm-7 is 42', userId: 'crm-7', conversationId: '42', platformJson: { id: 42 } }
    expect(hash(payload, '42')).to.deep.equal({
      text: `${pseudonym('crm-7')} is ${pseudonym('42')}`,
      userId: pseudonym('crm-7'),
      conversationId: pseudonym('42'),
      platformJson: { id: pseudonym('42') },
    })
  })

  it('finds an id in a URL, a UUID in capitals, and a long number that lost its last digits', () => {
    const uuid = '550e8400-e29b-41d4-a716-446655440000'
    const text = `https://x.org/?u=29%3A1%2Fa ${uuid.toUpperCase()}`
    const platformJson = { id: Number('1234567890123456789') }
    const hashed = JSON.stringify(hash({ text, userId: '29:1/a', platformJson }, uuid, '1234567890123456789'))
    expect(hashed).not.to.match(/29%3A1|550E8400|12345678901/)
  })

  it('leaves the names of Dashbot’s own fields, and the type of an event', () => {
    const payload = {
      type: 'customEvent',
      name: 'e',
      userId: 'name',
      intent: { name: 'A', inputs: [{ name: 'b', value: 'name' }] },
    } as const
    expect(hash(payload, 'customEvent')).to.deep.equal({
      type: 'customEvent',
      name: 'e',
      userId: pseudonym('name'),
      intent: { name: 'A', inputs: [{ name: 'b', value: pseudonym('name') }] },
    })
  })

  it('leaves numbers that Dashbot takes, and positions of buttons, for a user whose id is as short', () => {
    const user = pseudonym('1')
    const event = { type: 'revenueEvent', name: 'paid', userId: '1', amount: 1, metadata: { by: 1 } } as const
    const times = { dashbot_timestamp: 1, dimensionlabs_timestamp: 1 }
    expect(hash({ ...event, ...times })).to.deep.equal({
      ...event,
      ...times,
      userId: user,
      metadata: { by: user },
    })
    const message = {
      text: 'one',
      userId: '1',
      intent: { name: 'BUY', confidence: 1 },
      buttons: [{ id: '1', label: 'a', value: 'of 1' }],
      postback: { buttonClick: { buttonId: '1' } },
    }
    expect(hash(message)).to.deep.equal({
      ...message,
      userId: user,
      buttons: [{ id: '1', label: 'a', value: `of ${user}` }],
    })
  })

  it('keeps a pseudonym that an earlier hook with the same secret gave', () => {
    const payload = { text: 'I am 42', userId: '42' }
    const about = aboutPayload(payload)
    const once = hashUserIds(secret)(payload, about)
    expect(once && hashUserIds(secret)(once, about)).to.deep.equal(once)
  })

  it('does not change the payload it is given', () => {
    const payload = { text: '42', userId: '42', platformJson: { users: { 42: { id: '42' } } } }
    const before = structuredClone(payload)
    hash(payload)
    expect(payload).to.deep.equal(before)
  })

  it('depends on the secret', () => {
    const payload = { text: 'in', userId: '42' }
    const [one, other] = [secret, `${secret}!`].map((key) => hashUserIds(key)(payload, aboutPayload(payload)))
    expect(one?.userId).not.to.equal(other?.userId)
  })

  it('refuses a short secret and names it', () => {
    expect(() => hashUserIds('short'))
      .to.throw(ConfigError)
      .with.property('option', 'secret')
  })
})
