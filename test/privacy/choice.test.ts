import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { dropPlatformJson } from '../../src/privacy/drop-platform-json'
import { onlyUsers } from '../../src/privacy/only-users'
import { sample } from '../../src/privacy/sample'
import { aboutPayload } from '../support/about'

describe('dropPlatformJson', () => {
  it('leaves out what the platform says of message and user', () => {
    const payload = { text: 'hi', userId: '1', platformJson: { a: 1 }, platformUserJson: { b: 2 } }
    expect(dropPlatformJson()(payload, aboutPayload(payload))).to.deep.equal({ text: 'hi', userId: '1' })
  })
})

describe('onlyUsers', () => {
  it('lets the chosen users pass, as they are', () => {
    const hook = onlyUsers((userId) => userId === '1')
    const payload = { text: 'hi', userId: '1' }
    expect(hook(payload, aboutPayload(payload))).to.equal(payload)
    expect(hook({ ...payload, userId: '2' }, aboutPayload({ userId: '2' }))).to.equal(null)
  })
})

describe('onlyUsers with something else', () => {
  it('names what it needs', () => {
    expect(() => onlyUsers('ann' as never))
      .to.throw(ConfigError)
      .with.property('option', 'predicate')
  })
})

describe('sample', () => {
  const passes = (rate: number, conversationId?: string, userId = 'user'): boolean =>
    sample(rate)(
      { text: 'hi', userId, ...(conversationId && { conversationId }) },
      aboutPayload({ userId, conversationId }),
    ) !== null

  it('takes about the given share', () => {
    const taken = Array.from({ length: 2_000 }, (_, index) => passes(0.25, `c${index}`)).filter(Boolean)
    expect(taken.length).to.be.within(420, 580)
  })

  it('takes a conversation whole or not at all: its messages and events, whatever a hook before it did', () => {
    const hook = sample(0.5)
    for (let index = 0; index < 50; index++) {
      const about = aboutPayload({ userId: 'ann', conversationId: `c${index}` })
      const verdicts = [
        hook({ text: 'hi', userId: 'ann' }, about),
        hook({ text: 'hi', userId: 'a pseudonym', conversationId: 'another' }, about),
        hook({ type: 'customEvent', name: 'e', userId: 'bob', conversationId: `c${index}` }, about),
      ].map((payload) => payload === null)
      expect(new Set(verdicts).size).to.equal(1)
    }
  })

  it('takes all at 1 and nothing at 0', () => {
    expect([passes(1, 'c'), passes(0, 'c')]).to.deep.equal([true, false])
  })

  for (const rate of [-0.1, 1.1, Number.NaN, true as never, '0.5' as never]) {
    it(`refuses the rate ${rate}`, () => {
      expect(() => sample(rate))
        .to.throw(ConfigError)
        .with.property('option', 'rate')
    })
  }
})
