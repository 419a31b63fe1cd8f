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

describe('sample', () => {
  const passes = (rate: number, conversationId?: string, userId = 'user'): boolean =>
    sample(rate)(
      { text: 'hi', userId, ...(conversationId && { conversationId }) },
      aboutPayload({ userId, conversationId }),
    ) !== null

  it('takes about the share it is told', () => {
    const taken = Array.from({ length: 2_000 }, (_, index) => passes(0.25, `c${index}`)).filter(Boolean)
    expect(taken.length).to.be.within(420, 580)
  })

  it('takes a conversation whole or not at all, by the user where it has no id', () => {
    const verdicts = Array.from({ length: 50 }, (_, index) => passes(0.5, 'c', `u${index}`))
    expect(new Set(verdicts).size).to.equal(1)
    expect(passes(0.5, undefined, 'same')).to.equal(passes(0.5, 'same'))
  })

  it('takes all at 1 and none at 0', () => {
    expect([passes(1, 'c'), passes(0, 'c')]).to.deep.equal([true, false])
  })

  for (const rate of [-0.1, 1.1, Number.NaN]) {
    it(`refuses the rate ${rate}`, () => {
      expect(() => sample(rate))
        .to.throw(ConfigError)
        .with.property('option', 'rate')
    })
  }
})
