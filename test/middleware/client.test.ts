import { AsyncLocalStorage } from 'node:async_hooks'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient, DashbotMiddleware, MemoryTransport } from '../../src'
import { BareAdapter, directMessage, type Logic } from '../support/direct-messages'

function bot() {
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  const adapter = new BareAdapter()
  adapter.use(new DashbotMiddleware(client))
  const texts = (): string[] => transport.envelopes.map(({ payload }) => String(Object(payload).text))
  return { transport, client, adapter, texts }
}

const greet: Logic = async (context) => {
  await context.sendActivity('hello')
}

describe('DashbotMiddleware with a client', () => {
  it('has delivered the turn when the client is flushed after it', async () => {
    const { client, adapter, texts } = bot()
    await adapter.run(directMessage('hi'), greet)
    expect(await client.flush()).to.deep.include({ delivered: 2, pending: 0 })
    expect(texts()).to.deep.equal(['hi', 'hello'])
  })

  it('leaves the work to when the bot is done, and counts it before anybody asks', async () => {
    const { client, adapter } = bot()
    const capture = sinon.spy(client, 'capture')
    await adapter.run(directMessage('hi'), greet)
    expect(capture.callCount).to.equal(0)
    expect(client.stats().accepted).to.equal(2)
    await client.close()
  })

  it('delivers without anybody asking, too', async () => {
    const { adapter, texts } = bot()
    await adapter.run(directMessage('hi'), greet)
    while (texts().length < 2) await new Promise((resolve) => setImmediate(resolve))
    expect(texts()).to.deep.equal(['hi', 'hello'])
  })

  it('keeps the order of what is logged by hand after a turn', async () => {
    const { client, adapter, texts } = bot()
    await adapter.run(directMessage('hi'), greet)
    client.logIncoming({ text: 'by hand', userId: '1234858592' })
    await client.close()
    expect(texts()).to.deep.equal(['hi', 'hello', 'by hand'])
  })

  it('delivers what a turn in progress has when the client closes, and counts the rest', async () => {
    const { client, adapter, texts } = bot()
    await adapter.run(directMessage('hi'), async (context) => {
      await context.sendActivity('hello')
      expect(await client.close()).to.deep.include({ delivered: 2 })
      await context.sendActivity('too late')
    })
    expect(texts()).to.deep.equal(['hi', 'hello'])
    expect(client.stats().dropped.closed).to.equal(1)
  })

  it("keeps the delivery out of the turn's asynchronous context", async () => {
    const request = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const client = new DashbotClient({
      transport: {
        async send() {
          seen.push(request.getStore())
        },
      },
    })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    await request.run('a request', () => adapter.run(directMessage('hi'), greet))
    await new Promise((resolve) => setImmediate(resolve))
    await client.flush()
    expect(seen).to.deep.equal([undefined, undefined])
  })

  it('holds the work of turns that never let go of the event loop only up to a bound', async () => {
    const { client, adapter } = bot()
    const capture = sinon.spy(client, 'capture')
    for (let count = 0; count < 1_000; count++) await adapter.run(directMessage('hi'), async () => {})
    expect(capture.callCount).to.equal(1_000)
    await client.close()
  })

  it('does nothing for a client that is not enabled', async () => {
    const client = new DashbotClient({ enabled: false })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    await adapter.run(directMessage('hi'), greet)
    expect(adapter.sent).to.have.length(1)
    expect(client.stats().accepted).to.equal(0)
  })

  it('never waits for the network', async () => {
    const client = new DashbotClient({ transport: { send: () => new Promise(() => {}) } })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    await adapter.run(directMessage('hi'), greet)
    expect(adapter.sent).to.have.length(1)
    await client.close({ timeoutMs: 0 })
  })

  it('reports to onError, once, what Dashbot would refuse, and counts it', async () => {
    const errors: unknown[] = []
    const client = new DashbotClient({
      transport: new MemoryTransport(),
      onError: (error) => errors.push(error),
    })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    const { from: _from, ...nobody } = directMessage('hi')
    await adapter.run(nobody, async () => {})
    expect(client.stats().dropped.rejected).to.equal(1)
    expect(errors.map((error) => Object(error).code)).to.deep.equal(['ERR_DASHBOT_VALIDATION'])
    await client.close()
  })

  it('sends what it can of a message that is hostile', async () => {
    const { client, adapter, transport } = bot()
    const circular: { self?: unknown; big: bigint } = { big: 1n }
    circular.self = circular
    await adapter.run({ ...directMessage('hi'), channelData: circular }, async (context) => {
      await context.sendActivity({ text: '\ud800 lone', channelData: circular })
      await context.sendActivity({
        text: 'big',
        attachments: [
          { contentType: 'image/png', contentUrl: `data:image/png;base64,${'A'.repeat(5 << 20)}` },
        ],
      })
    })
    await client.close()
    expect(adapter.sent).to.have.length(2)
    expect(transport.envelopes).to.have.length(3)
  })
})
