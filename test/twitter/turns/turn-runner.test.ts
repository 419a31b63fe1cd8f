import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import {
  type Inbox,
  type InboxEvent,
  type InboxTurn,
  SqliteInbox,
  TurnError,
  type TurnLogic,
  type TurnOutcome,
  TwitterAdapter,
  type TwitterAdapterOptions,
  TwitterApiError,
  turnAttempt,
} from '../../../src/twitter'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { until } from '../../support/until'
import { messageBody, messageEvent } from '../support/events'
import { inboxEvent, opened } from '../support/inbox-events'
import { RecordingClient } from '../support/recording-client'
import { secret, WebhookServer } from '../support/webhook-server'

type Given = Partial<TwitterAdapterOptions>

describe('the turns of an adapter', () => {
  let client: RecordingClient
  let errors: unknown[]
  let logic: TurnLogic
  let adapter: TwitterAdapter
  let server: WebhookServer
  let openGate: () => void
  let gate: Promise<void>

  const serve = async (options: Given = {}) => {
    adapter = new TwitterAdapter({
      consumerSecret: secret,
      client,
      onError: (error) => errors.push(error),
      ...options,
    })
    server = await WebhookServer.listen(
      (request, response) => void adapter.process(request, response, (context) => logic(context)),
    )
  }
  const post = async (...events: object[]) => (await server.post(messageBody(...events))).status
  const inMemory = () => new SqliteInbox({ path: ':memory:' })

  beforeEach(() => {
    client = new RecordingClient()
    errors = []
    logic = async () => {}
    gate = new Promise((resolve) => {
      openGate = resolve
    })
  })

  afterEach(async () => {
    openGate()
    await adapter.close({ timeoutMs: 100 })
    await server.close()
  })

  it('run at most maxConcurrency at once, also from one body', async () => {
    let running = 0
    let most = 0
    logic = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    await serve({ maxConcurrency: 3 })
    await post(...Array.from({ length: 50 }, (_, index) => messageEvent('hi', { from: `${1_000 + index}` })))
    await adapter.whenIdle()
    expect(most).to.equal(3)
    expect(adapter.stats()).to.include({ handled: 50, pending: 0, running: 0, refused: 0 })
  })

  it('make X get 503 with Retry-After while maxPendingEvents wait, and take what X delivers again', async () => {
    logic = () => gate
    await serve({ maxPendingEvents: 2 })
    const third = messageEvent('3', { from: '3' })
    expect([
      await post(messageEvent('1', { from: '1' })),
      await post(messageEvent('2', { from: '2' })),
    ]).to.deep.equal([200, 200])
    const refused = await server.post(messageBody(third))
    expect(refused.status).to.equal(503)
    expect(Number(refused.headers.get('retry-after'))).to.be.above(0)
    expect(adapter.stats()).to.include({ pending: 2, running: 2, refused: 1 })
    openGate()
    await adapter.whenIdle()
    expect(await post(third)).to.equal(200)
    await adapter.whenIdle()
    expect(adapter.stats()).to.include({ handled: 3, pending: 0 })
  })

  it('count what X delivers again, and say since when the oldest waits', async () => {
    logic = () => gate
    const before = Date.now()
    await serve()
    const event = messageEvent('hi')
    await post(event)
    await post(event)
    await post(event, event)
    const { oldest, redelivered } = adapter.stats()
    expect(redelivered).to.equal(3)
    expect(oldest).to.be.within(before, Date.now())
    openGate()
    await adapter.whenIdle()
    expect(adapter.stats().oldest).to.equal(undefined)
  })

  it('end for their conversation after turnTimeoutMs, are reported by its name, and may still send', async () => {
    const log: string[] = []
    let late: Promise<unknown> | undefined
    logic = async (context: TurnContext) => {
      log.push(context.activity.text)
      if (context.activity.text !== 'slow') return
      late = gate.then(() => context.sendActivity('late'))
      await late
    }
    await serve({ turnTimeoutMs: 50 })
    await post(messageEvent('slow', { from: '7' }), messageEvent('next', { from: '7' }))
    await adapter.whenIdle()
    expect(log).to.deep.equal(['slow', 'next'])
    expect(errors).to.have.length(1)
    expect(errors[0]).to.be.instanceOf(TurnError)
    expect(String(errors[0])).to.match(/ 7 did not end within 50 ms/)
    expect(adapter.stats()).to.include({ timedOut: 1, handled: 2 })
    openGate()
    await late
    expect(client.sent.map(({ text }) => text)).to.deep.equal(['late'])
  })

  it('keep the asynchronous context of their request', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    adapter = new TwitterAdapter({ consumerSecret: secret, client, maxConcurrency: 1 })
    server = await WebhookServer.listen((request, response) => {
      void storage.run(String(request.headers['x-name']), () =>
        adapter.process(request, response, async () => {
          await gate
          seen.push(storage.getStore())
        }),
      )
    })
    for (const name of ['one', 'two', 'three']) {
      await server.post(messageBody(messageEvent('hi', { from: '7' })), { 'x-name': name })
    }
    openGate()
    await adapter.whenIdle()
    expect(seen).to.deep.equal(['one', 'two', 'three'])
  })

  describe('that fail', () => {
    it('are reported, and not run again with the memory inbox', async () => {
      let runs = 0
      logic = async () => {
        runs += 1
        throw new Error('broken')
      }
      await serve()
      await post(messageEvent('hi'))
      await adapter.whenIdle()
      expect(runs).to.equal(1)
      expect(errors.map(String)).to.deep.equal(['Error: broken'])
      expect(adapter.stats()).to.include({ failed: 1, dead: 1, pending: 0 })
    })

    it('are over where onTurnError handled them', async () => {
      logic = async () => {
        throw new Error('broken')
      }
      await serve({ inbox: inMemory() })
      adapter.onTurnError = async () => {}
      await post(messageEvent('hi'))
      await adapter.whenIdle()
      expect(adapter.stats()).to.include({ handled: 1, failed: 0, dead: 0 })
    })

    it('run again with a durable inbox, marked, in order, and become a dead letter after 3 tries', async () => {
      const log: [string, number][] = []
      logic = async (context) => {
        log.push([context.activity.text, turnAttempt(context)])
        if (context.activity.text === 'bad') throw new Error('broken')
      }
      const inbox = new QuickRetryInbox()
      await serve({ inbox })
      await post(messageEvent('bad'), messageEvent('good'))
      await adapter.whenIdle()
      expect(log).to.deep.equal([
        ['bad', 1],
        ['bad', 2],
        ['bad', 3],
        ['good', 1],
      ])
      expect(inbox.delaysMs).to.deep.equal([1_000, 10_000])
      expect(adapter.stats()).to.include({ failed: 3, dead: 1, handled: 1, pending: 0 })
      expect(String(errors.at(-1))).to.match(/dead letter: its turn failed each time/)
    })

    it('run again with a durable inbox when the rate limit ends that they failed with', async () => {
      const retryAt = new Date(Date.now() + 1_500)
      const begun: number[] = []
      logic = async () => {
        begun.push(Date.now())
        if (begun.length === 1) {
          throw new Error('no answer', { cause: new TwitterApiError('X refused.', { remedy: '', retryAt }) })
        }
      }
      await serve({ inbox: inMemory() })
      await post(messageEvent('hi'))
      await adapter.whenIdle()
      expect(begun).to.have.length(2)
      // Timers and the clock are rounded each for itself.
      expect(begun[1]).to.be.at.least(retryAt.getTime() - 5)
      expect(adapter.stats()).to.include({ failed: 1, handled: 1, dead: 0 })
    })
  })

  it('of an event that a newer release wrote are not run', async () => {
    await serve({ inbox: withEvent({ version: 99 }) })
    adapter.resume(logic)
    await until('an error is reported', () => errors.length > 0)
    expect(String(errors[0])).to.match(/newer version/)
  })

  it('that 20 processes ended within are not begun again', async () => {
    let runs = 0
    logic = async () => {
      runs += 1
    }
    await serve({ inbox: withEvent({ attempt: 21 }) })
    adapter.resume(logic)
    await until('an error is reported', () => errors.length > 0)
    expect(runs).to.equal(0)
    expect(String(errors[0])).to.match(/process ended within its turn/)
  })

  describe('on close', () => {
    it('are waited for, and webhooks get 503', async () => {
      logic = async (context) => {
        await gate
        await context.sendActivity('done')
      }
      await serve()
      await post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => adapter.stats().running === 1)
      const closed = adapter.close({ timeoutMs: 5_000 })
      expect(await post(messageEvent('3'))).to.equal(503)
      openGate()
      expect(await closed).to.deep.equal({ handled: 2, left: 0 })
      expect(client.sent).to.have.length(2)
      expect(await adapter.close()).to.deep.equal({ handled: 2, left: 0 })
    })

    it('are lost and reported where the memory inbox has no more time', async () => {
      logic = () => gate
      await serve()
      await post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => adapter.stats().running === 1)
      expect(await adapter.close({ timeoutMs: 20 })).to.deep.equal({ handled: 0, left: 2 })
      expect(String(errors[0])).to.match(/^TurnError: 2 events were not handled/)
    })

    it('are waited for where its options are wrong, which is reported', async () => {
      logic = () => gate
      await serve()
      await post(messageEvent('1'))
      await until('a turn runs', () => adapter.stats().running === 1)
      const closed = adapter.close({ timeoutMS: 20 } as object)
      openGate()
      expect(await closed).to.deep.equal({ handled: 1, left: 0 })
      expect(errors[0]).to.be.instanceOf(ConfigError)
      expect(String(errors[0])).to.match(/TwitterAdapter\.close.*timeoutMS/)
    })

    it('stay in a durable inbox where they wait', async () => {
      logic = () => gate
      await serve({ inbox: inMemory() })
      await post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => adapter.stats().running === 1)
      const closed = adapter.close()
      openGate()
      expect(await closed).to.deep.equal({ handled: 1, left: 1 })
      expect(errors).to.deep.equal([])
    })
  })

  describe('are waited for by whenIdle', () => {
    it('from resume on, where an ended process left them', async () => {
      const directory = makeDirectory()
      const path = join(directory, 'inbox.db')
      const left = new SqliteInbox({ path })
      await opened(left).add([inboxEvent('1')])
      left.close()
      await serve({ inbox: new SqliteInbox({ path }) })
      await adapter.whenIdle()
      expect(adapter.stats()).to.include({ pending: 1, handled: 0 })
      adapter.resume((context) => logic(context))
      await adapter.whenIdle()
      expect(adapter.stats()).to.include({ pending: 0, handled: 1 })
      await adapter.close()
      removeDirectory(directory)
    })

    it('no longer after the close, which leaves them in a durable inbox', async () => {
      logic = () => gate
      await serve({ inbox: inMemory() })
      await post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => adapter.stats().running === 1)
      const idle = adapter.whenIdle()
      expect(await adapter.close({ timeoutMs: 20 })).to.deep.equal({ handled: 0, left: 2 })
      openGate()
      await idle
      await adapter.whenIdle()
      expect(adapter.stats()).to.include({ pending: 2, running: 0 })
    })

    it('no longer after the close, which has no more time for the memory inbox', async () => {
      logic = () => gate
      await serve()
      await post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => adapter.stats().running === 1)
      const idle = adapter.whenIdle()
      await adapter.close({ timeoutMs: 20 })
      openGate()
      await idle
      expect(adapter.stats()).to.include({ handled: 1, running: 0 })
    })
  })

  it('make X get 503 where the inbox fails, which is reported', async () => {
    const inbox = { ...withEvent({}), add: () => Promise.reject(new Error('the disk is full')) }
    await serve({ inbox })
    expect(await post(messageEvent('1'))).to.equal(503)
    expect(errors.map(String)).to.deep.equal(['Error: the disk is full'])
    expect(adapter.stats()).to.include({ refused: 1 })
  })

  it('refuse rememberedEvents beside an inbox', async () => {
    expect(
      () => new TwitterAdapter({ consumerSecret: secret, client, inbox: inMemory(), rememberedEvents: 1 }),
    ).to.throw(ConfigError, /rememberedEvents/)
    await serve()
  })
})

/** A durable inbox that waits a hundredth of the delay after a failed turn, and records the delay. */
class QuickRetryInbox extends SqliteInbox {
  readonly delaysMs: number[] = []

  constructor() {
    super({ path: ':memory:' })
  }

  override settle(turn: InboxTurn, outcome: TurnOutcome): void {
    if (outcome.kind !== 'retry') {
      super.settle(turn, outcome)
      return
    }
    this.delaysMs.push(outcome.delayMs)
    super.settle(turn, { kind: 'retry', delayMs: outcome.delayMs / 100 })
  }
}

/** A durable inbox that holds one event. */
function withEvent(event: Partial<InboxEvent> & { readonly attempt?: number }): Inbox {
  const turn = {
    ...{ key: '1', lane: 'bot user', receivedAt: 0, version: 1, attempt: 1, failures: 0, event: {} },
    ...event,
  }
  let isGiven = false
  return {
    durable: true,
    size: 0,
    oldest: undefined,
    open: () => {},
    add: () => ({ known: [], elsewhere: [] }),
    next: () => {
      if (isGiven) return undefined
      isGiven = true
      return turn
    },
    settle: () => {},
    close: () => {},
  }
}
