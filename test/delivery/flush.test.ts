import { expect } from 'chai'
import sinon from 'sinon'
import { createClient, say } from '../support/delivering-client'
import { refusedForNow } from '../support/scripted-transport'

describe('Delivery on flush', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('waits for what was accepted before it, retries included', async () => {
    const { client } = createClient({ answer: (_, index) => (index === 0 ? refusedForNow() : 'accept') })
    client.logIncoming(say('1'))
    const flushed = client.flush()
    await clock.tickAsync(1_500)
    expect(await flushed).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
  })

  it('waits for its own messages where later ones of others are faster', async () => {
    const { client, transport } = createClient({
      answer: ({ conversation }) => (conversation === 'ann' ? 'hang' : 'accept'),
    })
    const finish: (() => void)[] = []
    const send = transport.send.bind(transport)
    transport.send = (envelope, options) =>
      envelope.conversation === 'ann'
        ? new Promise((resolve) => finish.push(resolve))
        : send(envelope, options)
    client.logIncoming(say('1', 'ann'))
    const flushed = sinon.spy()
    void client.flush().then(flushed)
    client.logIncoming(say('later', 'bob'))
    await clock.tickAsync(10)
    expect([transport.accepted.length, flushed.called]).to.deep.equal([1, false])
    finish[0]?.()
    await clock.tickAsync(1)
    expect(flushed.called).to.equal(true)
  })

  it('does not wait for what is logged after it', async () => {
    const { client } = createClient({
      answer: ({ conversation }) => (conversation === 'bob' ? 'hang' : 'accept'),
    })
    client.logIncoming(say('1'))
    const flushed = client.flush()
    client.logIncoming(say('2', 'bob'))
    await clock.tickAsync(10)
    expect(await flushed).to.deep.equal({ delivered: 1, pending: 1, dropped: 0 })
  })

  it('resolves to what is pending when its time is up', async () => {
    const { client } = createClient({ answer: () => 'hang' })
    client.logIncoming(say('1'))
    const flushed = client.flush({ timeoutMs: 200 })
    await clock.tickAsync(200)
    expect(await flushed).to.deep.equal({ delivered: 0, pending: 1, dropped: 0 })
  })

  it('has no limit of its own', async () => {
    const { client, transport } = createClient({ answer: () => refusedForNow() })
    client.logIncoming(say('1'))
    const flushed = client.flush()
    await clock.tickAsync(600_000)
    transport.answer = () => 'accept'
    await clock.tickAsync(60_000)
    expect(await flushed).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
  })

  it('waits for the close that is under way', async () => {
    const { client } = createClient({ answer: () => 'hang' })
    client.logIncoming(say('1'))
    void client.close({ timeoutMs: 100 })
    const flushed = client.flush()
    await clock.tickAsync(200)
    expect(await flushed).to.deep.equal({ delivered: 0, pending: 0, dropped: 1 })
  })

  it('ends with the close that comes after it', async () => {
    const { client } = createClient({ answer: () => 'hang' })
    client.logIncoming(say('1'))
    const flushed = client.flush()
    void client.close({ timeoutMs: 100 })
    await clock.tickAsync(200)
    expect(await flushed).to.deep.equal({ delivered: 0, pending: 0, dropped: 1 })
  })

  it('lets a flush wait no longer than its timeout, while a close goes on', async () => {
    const { client, transport } = createClient()
    transport.send = () => new Promise(() => {})
    client.logIncoming(say('1'))
    await clock.tickAsync(1)
    const closed = client.close({ timeoutMs: 5_000 })
    const flushed = client.flush({ timeoutMs: 100 })
    await clock.tickAsync(100)
    expect(await flushed).to.include({ pending: 1 })
    await clock.runAllAsync()
    await closed
  })
})
