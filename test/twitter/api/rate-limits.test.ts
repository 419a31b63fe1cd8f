import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import { TwitterApiClient } from '../../../src/twitter'
import { caught } from '../support/caught'
import { JumpingClock } from '../support/jumping-clock'

const user = '42'
const rateLimited = (reset: string) => ({
  status: 429,
  body: { errors: [{ code: 88, message: 'Rate limit exceeded.' }] },
  headers: { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset },
})

describe('TwitterApiClient at a rate limit', () => {
  let x: FakeX
  let clock: JumpingClock
  let client: TwitterApiClient

  beforeEach(async () => {
    x = await FakeX.start()
    clock = new JumpingClock()
    client = new TwitterApiClient({ ...x.keys, agent: x.agent, timeoutMs: 200 }, clock)
  })

  afterEach(() => x.close())

  it('waits for the end of a rate limit, and sends then', async () => {
    x.misbehave(rateLimited(clock.inSeconds(30)))
    await client.send({ recipientId: user, text: 'hi' })
    expect(clock.waits).to.deep.equal([30_000])
    expect(x.sent).to.have.length(1)
  })

  it('waits a second where X does not say when the limit ends', async () => {
    x.misbehave({ status: 429 })
    await client.send({ recipientId: user, text: 'hi' })
    expect(clock.waits).to.deep.equal([1_000])
  })

  it('fails where the rate limit lasts longer than maxRateLimitWaitMs, and says when it ends', async () => {
    x.misbehave(rateLimited(clock.inSeconds(61)))
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({ status: 429, apiCode: 88 })
    expect(error)
      .to.have.property('retryAt')
      .that.deep.equals(new Date(clock.now() + 61_000))
    expect(clock.waits).to.deep.equal([])
  })

  for (const whose of ['user', 'app']) {
    const ofDay = (remaining: number) => ({
      'x-rate-limit-remaining': '14',
      'x-rate-limit-reset': clock.inSeconds(900),
      [`x-${whose}-limit-24hour-remaining`]: String(remaining),
      [`x-${whose}-limit-24hour-reset`]: clock.inSeconds(50_000),
    })

    it(`waits for the end of the limit of a day of the ${whose}, where that is exceeded`, async () => {
      x.misbehave({ status: 429, headers: ofDay(0) })
      const error = await caught(client.send({ recipientId: user, text: 'hi' }))
      expect(error)
        .to.have.property('retryAt')
        .that.deep.equals(new Date(clock.now() + 50_000_000))
    })

    it(`asks no more where the limit of a day of the ${whose} is used up`, async () => {
      x.misbehave({ status: 204, headers: ofDay(1) }, { status: 204, headers: ofDay(0) })
      await client.sendTyping(user)
      await client.sendTyping(user)
      expect(await caught(client.sendTyping(user))).to.include({ status: 429 })
    })
  }

  for (const [what, show] of [
    ['typing', () => client.sendTyping(user)],
    ['a read receipt', () => client.markRead('7', user)],
    ['a read receipt of an encrypted message', () => client.chat.markRead(user, '7')],
  ] as const) {
    it(`does not wait for the end of a rate limit with ${what}`, async () => {
      const end = String(Math.ceil(Date.now() / 1_000) + 30)
      x.misbehave(rateLimited(end))
      expect(await caught(show())).to.include({ status: 429 })
      expect(clock.waits).to.deep.equal([])
    })
  }

  it('asks no more of an endpoint whose limit is used up', async () => {
    const used = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': clock.inSeconds(600) }
    x.misbehave({ status: 204, headers: used })
    await client.sendTyping(user)
    expect(await caught(client.sendTyping(user))).to.include({ status: 429 })
    await client.markRead('7', user)
    expect(x.requests).to.have.length(2)
  })
})
