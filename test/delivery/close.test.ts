import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src'
import { createClient, DurableOutbox, say } from '../support/delivering-client'
import { refusedForNow } from '../support/scripted-transport'

describe('Delivery on close', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('delivers what waits, and closes the transport', async () => {
    const { client, transport } = createClient()
    client.logIncoming(say('1'))
    const closed = client.close()
    await clock.tickAsync(10)
    expect(await closed).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
    expect(transport.isClosed).to.equal(true)
  })

  it('leaves the transport to the other clients that have it, observed or not, until the last closes', async () => {
    const { client, transport } = createClient()
    const observer = { watch() {}, accepted() {}, attempt: () => () => {} }
    const other = new DashbotClient({ transport, observer })
    const closed = client.close()
    await clock.tickAsync(10)
    await closed
    expect(transport.isClosed).to.equal(false)
    other.logIncoming(say('1'))
    const otherClosed = other.close()
    await clock.tickAsync(10)
    expect(await otherClosed).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
    expect(transport.isClosed).to.equal(true)
  })

  it('drops what is left in memory when its 5 s are up, and reports that', async () => {
    const { client, onDrop } = createClient({ answer: () => 'hang' })
    client.logIncoming(say('1'))
    client.logIncoming(say('2'))
    const closed = client.close()
    await clock.tickAsync(5_100)
    expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 2 })
    expect(onDrop.args.flat()).to.deep.equal([{ reason: 'shutdown_timeout', count: 2 }])
  })

  it('leaves to a durable outbox what is not delivered', async () => {
    const { client, onDrop } = createClient({ outbox: new DurableOutbox(), answer: () => 'hang' })
    client.logIncoming(say('1'))
    const closed = client.close({ timeoutMs: 100 })
    await clock.tickAsync(200)
    expect(await closed).to.deep.equal({ delivered: 0, persisted: 1, dropped: 0 })
    expect(client.stats()).to.deep.include({ accepted: 1, pending: 1 })
    expect(onDrop.called).to.equal(false)
  })

  it('returns the same when called again, whatever the time', async () => {
    const { client } = createClient()
    client.logIncoming(say('1'))
    const [first, second] = [client.close(), client.close({ timeoutMs: 0 })]
    await clock.tickAsync(10)
    expect(await first).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
    expect(await second).to.deep.equal(await first)
  })

  it('tries once more at once after an outage, though it would have waited', async () => {
    const { client, transport } = createClient({ answer: () => refusedForNow() })
    for (const user of ['ann', 'bob', 'cem', 'dea', 'eve', 'flo']) client.logIncoming(say('x', user))
    await clock.tickAsync(120_000)
    transport.answer = () => 'accept'
    const closed = client.close()
    await clock.tickAsync(5_100)
    expect(await closed).to.deep.equal({ delivered: 6, persisted: 0, dropped: 0 })
  })

  it('waits neither for a transport that ignores the signal nor for one that does not close', async () => {
    const { client, transport } = createClient()
    transport.send = () => new Promise(() => {})
    transport.close = () => new Promise(() => {})
    client.logIncoming(say('1'))
    const closed = client.close({ timeoutMs: 100 })
    await clock.tickAsync(200)
    expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 1 })
  })

  it('does not reject where the transport fails to close', async () => {
    const { client, transport } = createClient()
    transport.close = async () => {
      throw new Error('close')
    }
    const closed = client.close()
    await clock.tickAsync(10)
    expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 0 })
  })

  it('takes any number for its time', async () => {
    for (const timeoutMs of [0, -5, Number.POSITIVE_INFINITY]) {
      const { client } = createClient()
      const closed = client.close({ timeoutMs })
      await clock.tickAsync(100)
      expect(await closed).to.deep.equal({ delivered: 0, persisted: 0, dropped: 0 })
    }
  })
})
