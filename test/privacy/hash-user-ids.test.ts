import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { hashUserIds } from '../../src/privacy/hash-user-ids'
import type { DashbotMessage } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const secret = 'a secret of enough length'
const golden = (name: string): DashbotMessage =>
  JSON.parse(readFileSync(`test/fixtures/golden/${name}.json`, 'utf8')).body

describe('hashUserIds', () => {
  it('gives one pseudonym in both directions and in events', () => {
    const hook = hashUserIds(secret)
    const incoming = hook({ text: 'in', userId: '42' }, aboutPayload({ userId: '42' }))
    const outgoing = hook({ text: 'out', userId: '42' }, aboutPayload({ userId: '42' }, { type: 'outgoing' }))
    const event = hook(
      { type: 'customEvent', name: 'e', userId: '42' },
      aboutPayload({ userId: '42' }, { type: 'event' }),
    )
    expect(incoming?.userId).to.match(/^[0-9a-f]{32}$/)
    expect(outgoing?.userId).to.equal(incoming?.userId)
    expect(event?.userId).to.equal(incoming?.userId)
  })

  it('leaves the id nowhere, in platformJson neither as value nor as name nor as number', () => {
    const message = golden('outgoing-buttons')
    const withNumber = {
      ...message,
      platformJson: { ...message.platformJson, numeric: 1234858592, other: 7 },
    }
    const hashed = hashUserIds(secret)(withNumber, aboutPayload(withNumber))
    expect(JSON.stringify(hashed)).not.to.include('1234858592')
    expect(JSON.stringify(hashed)).to.include('3805104374').and.to.include('"other":7')
  })

  it('takes the id for a word of its own, whatever characters it holds', () => {
    const hashed = hashUserIds(secret)(
      { text: 'a.b xa.b a.b1 axb', userId: 'a.b' },
      aboutPayload({ userId: 'a.b' }),
    )
    expect((hashed as DashbotMessage).text).to.equal(`${hashed?.userId} xa.b a.b1 axb`)
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
