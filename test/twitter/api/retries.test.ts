import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import { TwitterApiClient } from '../../../src/twitter'
import { caught } from '../support/caught'
import { JumpingClock } from '../support/jumping-clock'

const user = '42'

describe('TwitterApiClient where X fails', () => {
  let x: FakeX
  let clock: JumpingClock
  let client: TwitterApiClient

  beforeEach(async () => {
    x = await FakeX.start()
    clock = new JumpingClock()
    client = new TwitterApiClient({ ...x.keys, agent: x.agent, timeoutMs: 200 }, clock)
  })

  afterEach(() => x.close())

  it('tries again after a 5xx, twice at most', async () => {
    x.misbehave({ status: 503 }, { status: 500 })
    await client.send({ recipientId: user, text: 'hi' })
    expect(x.sent).to.have.length(1)
    expect(clock.waits).to.deep.equal([500, 1_000])
    x.misbehave({ status: 503 }, { status: 503 }, { status: 503 })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ status: 503 })
    expect(x.sent).to.have.length(1)
  })

  it('does not send again what X took without an answer', async () => {
    x.misbehave('silence')
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({ status: undefined, isPossiblySent: true })
    expect(x.sent).to.have.length(1)
  })

  it('does not send again after a gateway timed out', async () => {
    x.misbehave({ status: 504 })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({
      status: 504,
      isPossiblySent: true,
    })
    expect(x.requests).to.have.length(1)
  })

  it('does not send again after a broken connection', async () => {
    x.misbehave('reset')
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ isPossiblySent: true })
    expect(x.requests).to.have.length(1)
  })

  it('shows typing again after a broken connection, since that does no harm', async () => {
    x.misbehave('reset')
    await client.sendTyping(user)
    expect(x.typing).to.deep.equal([user])
  })

  it('tries again where X could not be reached', async () => {
    await x.close()
    const error = await caught(client.send({ recipientId: user, text: 'hi' }))
    expect(error).to.include({
      isPossiblySent: false,
      message: 'X could not be reached to send a direct message. Check the network.',
    })
    expect(clock.waits).to.deep.equal([500, 1_000])
  })

  it('fails where X returns no id', async () => {
    x.misbehave({ status: 200, body: {} })
    expect(await caught(client.send({ recipientId: user, text: 'hi' }))).to.include({ isPossiblySent: true })
  })
})
