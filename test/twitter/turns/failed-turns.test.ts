import { expect } from 'chai'
import sinon from 'sinon'
import {
  type Inbox,
  type InboxEvent,
  type InboxTurn,
  SqliteInbox,
  type TurnOutcome,
  TwitterApiError,
  turnAttempt,
} from '../../../src/twitter'
import { until } from '../../support/until'
import { AdapterHost } from '../support/adapter-host'
import { messageEvent } from '../support/events'

describe('the turns of an adapter that fail', () => {
  let host: AdapterHost

  beforeEach(() => {
    host = new AdapterHost()
  })

  afterEach(() => host.close())

  it('are reported, and not run again with the memory inbox', async () => {
    let runs = 0
    host.logic = async () => {
      runs += 1
      throw new Error('broken')
    }
    await host.serve()
    await host.post(messageEvent('hi'))
    await host.adapter.whenIdle()
    expect(runs).to.equal(1)
    expect(host.errors.map(String)).to.deep.equal(['Error: broken'])
    expect(host.adapter.stats()).to.include({ failed: 1, dead: 1, pending: 0 })
  })

  it('are over where onTurnError handled them', async () => {
    host.logic = async () => {
      throw new Error('broken')
    }
    await host.serve({ inbox: new SqliteInbox({ path: ':memory:' }) })
    host.adapter.onTurnError = async () => {}
    await host.post(messageEvent('hi'))
    await host.adapter.whenIdle()
    expect(host.adapter.stats()).to.include({ handled: 1, failed: 0, dead: 0 })
  })

  it('run again with a durable inbox, marked, in order, and become a dead letter after 3 tries', async () => {
    const log: [string, number][] = []
    host.logic = async (context) => {
      log.push([context.activity.text, turnAttempt(context)])
      if (context.activity.text === 'bad') throw new Error('broken')
    }
    const inbox = new QuickRetryInbox()
    await host.serve({ inbox })
    await host.post(messageEvent('bad'), messageEvent('good'))
    await host.adapter.whenIdle()
    expect(log).to.deep.equal([
      ['bad', 1],
      ['bad', 2],
      ['bad', 3],
      ['good', 1],
    ])
    expect(inbox.delaysMs).to.deep.equal([1_000, 10_000])
    expect(host.adapter.stats()).to.include({ failed: 3, dead: 1, handled: 1, pending: 0 })
    expect(String(host.errors.at(-1))).to.match(/dead letter: its turn failed each time/)
  })

  it('run again with a durable inbox when the rate limit ends that they failed with', async () => {
    const retryAt = new Date(Date.now() + 1_500)
    const begun: number[] = []
    host.logic = async () => {
      begun.push(Date.now())
      if (begun.length === 1) {
        throw new Error('no answer', { cause: new TwitterApiError('X refused.', { remedy: '', retryAt }) })
      }
    }
    await host.serve({ inbox: new SqliteInbox({ path: ':memory:' }) })
    await host.post(messageEvent('hi'))
    await host.adapter.whenIdle()
    expect(begun).to.have.length(2)
    // Timers and the clock are rounded each for itself.
    expect(begun[1]).to.be.at.least(retryAt.getTime() - 5)
    expect(host.adapter.stats()).to.include({ failed: 1, handled: 1, dead: 0 })
  })

  it('of an event that a newer release wrote are not run', async () => {
    await host.serve({ inbox: withEvent({ version: 99 }) })
    host.adapter.resume(host.logic)
    await until('an error is reported', () => host.errors.length > 0)
    expect(String(host.errors[0])).to.match(/newer version/)
  })

  it('that 20 processes ended within are not begun again', async () => {
    let runs = 0
    host.logic = async () => {
      runs += 1
    }
    await host.serve({ inbox: withEvent({ attempt: 21 }) })
    host.adapter.resume(host.logic)
    await until('an error is reported', () => host.errors.length > 0)
    expect(runs).to.equal(0)
    expect(String(host.errors[0])).to.match(/process ended within its turn/)
  })

  it('make X get 503 where the inbox fails, which is reported', async () => {
    const inbox = { ...withEvent({}), add: () => Promise.reject(new Error('the disk is full')) }
    await host.serve({ inbox })
    expect(await host.post(messageEvent('1'))).to.equal(503)
    expect(host.errors.map(String)).to.deep.equal(['Error: the disk is full'])
    expect(host.adapter.stats()).to.include({ refused: 1 })
  })
})

describe('TwitterAdapter', () => {
  let host: AdapterHost

  beforeEach(() => {
    host = new AdapterHost()
  })

  afterEach(() => host.close())

  describe('with a failing bot', () => {
    beforeEach(async () => {
      await host.serve()
      host.logic = async (context) => {
        if (context.activity.text === 'fail') throw new Error('no such city')
        await context.sendActivity(`You said ${context.activity.text}`)
      }
    })

    it('hands the error to onTurnError, with a context that still sends', async () => {
      host.adapter.onTurnError = async (context, error) => {
        await context.sendActivity(`Sorry: ${error.message}`)
      }
      await host.receive(messageEvent('fail'), messageEvent('hi'), messageEvent('hi', { from: '43' }))
      expect(host.client.sent.map(({ text }) => text)).to.have.members([
        'Sorry: no such city',
        'You said hi',
        'You said hi',
      ])
      expect(host.errors).to.deep.equal([])
    })

    it('reports the error where there is no onTurnError, and goes on', async () => {
      await host.receive(messageEvent('fail'), messageEvent('hi'))
      expect(host.errors).to.have.length(1)
      expect(host.errors[0]).to.have.property('message', 'no such city')
      expect(host.client.sent).to.have.length(1)
    })

    it('reports what onTurnError throws, and goes on', async () => {
      host.adapter.onTurnError = async () => {
        throw new Error('worse')
      }
      await host.receive(messageEvent('fail'), messageEvent('hi'))
      expect(host.errors[0]).to.have.property('message', 'worse')
      expect(host.client.sent).to.have.length(1)
    })
  })

  describe('with onError', () => {
    afterEach(() => sinon.restore())

    it('that fails itself, goes on', async () => {
      const log = sinon.stub(console, 'error')
      await host.serve({
        onError: () => {
          throw new Error('no logger')
        },
      })
      host.logic = async (context) => {
        if (context.activity.text === 'fail') throw new Error('no such city')
        await context.sendActivity('hi')
      }
      await host.receive(messageEvent('fail'), messageEvent('hi'))
      expect(host.client.sent).to.have.length(1)
      sinon.assert.calledOnce(log)
    })

    it('left out, writes to the console', async () => {
      const log = sinon.stub(console, 'error')
      await host.serve({ onError: undefined } as object)
      host.logic = async () => {
        throw new Error('no such city')
      }
      await host.receive(messageEvent('hi'))
      sinon.assert.calledOnceWithMatch(log, 'TwitterAdapter:', { message: 'no such city' })
    })
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
