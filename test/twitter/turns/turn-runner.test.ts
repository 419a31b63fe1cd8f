import { AsyncLocalStorage } from 'node:async_hooks'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { SqliteInbox, TurnError, TwitterAdapter } from '../../../src/twitter'
import { AdapterHost } from '../support/adapter-host'
import { messageBody, messageEvent } from '../support/events'
import { secret, WebhookServer } from '../support/webhook-server'

describe('the turns of an adapter', () => {
  let host: AdapterHost

  beforeEach(() => {
    host = new AdapterHost()
  })

  afterEach(() => host.close())

  it('run at most maxConcurrency at once, also from one body', async () => {
    let running = 0
    let most = 0
    host.logic = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    await host.serve({ maxConcurrency: 3 })
    await host.post(
      ...Array.from({ length: 50 }, (_, index) => messageEvent('hi', { from: `${1_000 + index}` })),
    )
    await host.adapter.whenIdle()
    expect(most).to.equal(3)
    expect(host.adapter.stats()).to.include({ handled: 50, pending: 0, running: 0, refused: 0 })
  })

  it('make X get 503 with Retry-After while maxPendingEvents wait, and take what X delivers again', async () => {
    host.logic = () => host.gate
    await host.serve({ maxPendingEvents: 2 })
    const third = messageEvent('3', { from: '3' })
    expect([
      await host.post(messageEvent('1', { from: '1' })),
      await host.post(messageEvent('2', { from: '2' })),
    ]).to.deep.equal([200, 200])
    const refused = await host.server.post(messageBody(third))
    expect(refused.status).to.equal(503)
    expect(Number(refused.headers.get('retry-after'))).to.be.above(0)
    expect(host.adapter.stats()).to.include({ pending: 2, running: 2, refused: 1 })
    host.openGate()
    await host.adapter.whenIdle()
    expect(await host.post(third)).to.equal(200)
    await host.adapter.whenIdle()
    expect(host.adapter.stats()).to.include({ handled: 3, pending: 0 })
  })

  it('count what X delivers again, and say since when the oldest waits', async () => {
    host.logic = () => host.gate
    const before = Date.now()
    await host.serve()
    const event = messageEvent('hi')
    await host.post(event)
    await host.post(event)
    await host.post(event, event)
    const { oldest, redelivered } = host.adapter.stats()
    expect(redelivered).to.equal(3)
    expect(oldest).to.be.within(before, Date.now())
    host.openGate()
    await host.adapter.whenIdle()
    expect(host.adapter.stats().oldest).to.equal(undefined)
  })

  it('end for their conversation after turnTimeoutMs, are reported by its name, and may still send', async () => {
    const log: string[] = []
    let late: Promise<unknown> | undefined
    host.logic = async (context: TurnContext) => {
      log.push(context.activity.text)
      if (context.activity.text !== 'slow') return
      late = host.gate.then(() => context.sendActivity('late'))
      await late
    }
    await host.serve({ turnTimeoutMs: 50 })
    await host.post(messageEvent('slow', { from: '7' }), messageEvent('next', { from: '7' }))
    await host.adapter.whenIdle()
    expect(log).to.deep.equal(['slow', 'next'])
    expect(host.errors).to.have.length(1)
    expect(host.errors[0]).to.be.instanceOf(TurnError)
    expect(String(host.errors[0])).to.match(/ 7 did not end within 50 ms/)
    expect(host.adapter.stats()).to.include({ timedOut: 1, handled: 2 })
    host.openGate()
    await late
    expect(host.client.sent.map(({ text }) => text)).to.deep.equal(['late'])
  })

  it('keep the asynchronous context of their request', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const adapter = new TwitterAdapter({ consumerSecret: secret, client: host.client, maxConcurrency: 1 })
    const server = await WebhookServer.listen((request, response) => {
      void storage.run(String(request.headers['x-name']), () =>
        adapter.process(request, response, async () => {
          await host.gate
          seen.push(storage.getStore())
        }),
      )
    })
    for (const name of ['one', 'two', 'three']) {
      await server.post(messageBody(messageEvent('hi', { from: '7' })), { 'x-name': name })
    }
    host.openGate()
    await adapter.whenIdle()
    await server.close()
    expect(seen).to.deep.equal(['one', 'two', 'three'])
  })

  it('refuse rememberedEvents beside an inbox', async () => {
    expect(
      () =>
        new TwitterAdapter({
          consumerSecret: secret,
          client: host.client,
          inbox: new SqliteInbox({ path: ':memory:' }),
          rememberedEvents: 1,
        }),
    ).to.throw(ConfigError, /rememberedEvents/)
  })
})
