import { AsyncResource } from 'node:async_hooks'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { TrackEvent, TrackIntent, trackEvent, trackIntent } from '../../src'
import { bareAdapter, directMessage } from '../support/direct-messages'

class Shop {
  @TrackEvent({ type: 'revenueEvent', name: 'bought', amount: 5 })
  buy(..._args: unknown[]): void {}

  @TrackEvent('polled')
  async poll(until: Promise<void>): Promise<void> {
    await until
    this.buy()
  }

  @TrackIntent('ORDER')
  async order(_context: TurnContext): Promise<void> {}
}

describe('DashbotMiddleware: a finished turn', () => {
  it('gets nothing of what was created in it and runs later for others, which is reported once', async () => {
    const { adapter, recording } = bareAdapter()
    let pool: AsyncResource | undefined
    await adapter.run(directMessage('first', 'ann'), async () => {
      pool = new AsyncResource('pool')
    })
    const shop = new Shop()
    for (let call = 0; call < 3; call++) pool?.runInAsyncScope(() => shop.buy())
    expect(recording.lines).to.deep.equal(['incoming first'])
    expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
      '@TrackEvent on Shop.buy ran after the turn in whose asynchronous context it was started, and is not recorded: ' +
        'what outlives a turn serves others too. Pass it the context of the turn that it belongs to',
    ])
  })

  it('leaves to the turn of a given context what a pool of another turn runs', async () => {
    const { adapter, recording } = bareAdapter()
    let pool: AsyncResource | undefined
    await adapter.run(directMessage('first', 'ann'), async () => {
      pool = new AsyncResource('pool')
    })
    await adapter.run(directMessage('second', 'bob'), async (context) => {
      pool?.runInAsyncScope(() => new Shop().buy(context))
    })
    expect(recording.captured.map(({ type, payload }) => `${type} ${payload.userId}`)).to.deep.equal([
      'incoming ann',
      'incoming bob',
      'event bob',
    ])
    expect(recording.errors).to.deep.equal([])
  })

  it('still gets what is tracked through its own context, which the SDK has revoked', async () => {
    const { adapter, recording } = bareAdapter()
    let later: TurnContext | undefined
    await adapter.run(directMessage('hi'), async (context) => {
      later = context
    })
    const outside = new AsyncResource('outside')
    outside.runInAsyncScope(() => {
      trackEvent(later as TurnContext, { type: 'customEvent', name: 'late' })
      new Shop().buy(later)
      new Shop().buy({ context: later })
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event late', 'event bought', 'event bought'])
    expect(recording.errors).to.deep.equal([])
  })

  it('gets what is tracked through its context until 1,024 others have ended, and in its own asynchronous context', async () => {
    const { adapter, recording } = bareAdapter()
    let later: TurnContext | undefined
    let own: AsyncResource | undefined
    await adapter.run(directMessage('hi'), async (context) => {
      later = context
      own = new AsyncResource('own')
    })
    const track = (name: string): void => trackEvent(later as TurnContext, { type: 'customEvent', name })
    const others = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn++) await adapter.run(directMessage('other'), async () => {})
    }
    await others(1_023)
    track('late')
    await others(1)
    await adapter.run(directMessage('last'), async () => track('in a turn of somebody else'))
    for (let call = 0; call < 2; call++) track('too late')
    own?.runInAsyncScope(() => track('its own'))
    expect(recording.lines.filter((line) => line.startsWith('event'))).to.deep.equal([
      'event late',
      'event its own',
    ])
    expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
      'trackEvent was given the context of a turn that is over, and is not recorded: the turn was not recorded, or 1024 ' +
        'others have ended since. Track what belongs to a turn before it ends, or soon after',
    ])
  })

  it('gets what a tracked method does that was still running when it ended', async () => {
    const { adapter, recording } = bareAdapter()
    let go = (): void => {}
    let polling: Promise<void> = Promise.resolve()
    await adapter.run(directMessage('hi'), async () => {
      polling = new Shop().poll(
        new Promise<void>((resolve) => {
          go = resolve
        }),
      )
    })
    expect(recording.lines).to.deep.equal([])
    go()
    await polling
    expect(recording.lines).to.deep.equal(['incoming hi', 'event bought', 'event polled'])
  })

  it('gets what onTurnError sends and tracks', async () => {
    const { adapter, recording } = bareAdapter()
    adapter.onTurnError = async (context) => {
      await context.sendActivity('sorry')
      trackEvent(context, { type: 'customEvent', name: 'failed' })
    }
    await adapter.run(directMessage('hi'), () => Promise.reject(new Error('the bot broke')))
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing sorry', 'event failed'])
  })

  it('refuses what the clone of a context of its conversation tracks', async () => {
    const { adapter, recording } = bareAdapter()
    let pool: AsyncResource | undefined
    await adapter.run(directMessage('hi'), async () => {
      pool = new AsyncResource('pool')
    })
    const clone = { ...directMessage('hi'), turnState: new Map() }
    const context = {
      activity: clone,
      turnState: clone.turnState,
      sendActivity: async () => {},
      onSendActivities: () => {},
    }
    pool?.runInAsyncScope(() => trackIntent(context as never, 'LATE'))
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(recording.errors).to.have.length(1)
  })
})

describe('A context that is given as an argument', () => {
  it('names its turn in code that the asynchronous context does not reach, a queue worker say', async () => {
    const { adapter, recording } = bareAdapter()
    const worker = new AsyncResource('worker')
    await adapter.run(directMessage('hi'), async (context) => {
      worker.runInAsyncScope(() => trackIntent(context, 'BY_FUNCTION'))
      await worker.runInAsyncScope(() => new Shop().order(context))
      worker.runInAsyncScope(() => new Shop().buy('an argument', { context }))
    })
    expect(recording.lines).to.deep.equal(['incoming hi #BY_FUNCTION', 'event bought'])
    worker.runInAsyncScope(() => new Shop().buy())
    expect(recording.captured).to.have.length(2)
  })

  it('is passed over where it throws, and the method runs', async () => {
    const { adapter, recording } = bareAdapter()
    const hostile = new Proxy({}, { get: () => JSON.parse('{') })
    await adapter.run(directMessage('hi'), async () => new Shop().buy(hostile))
    expect(recording.lines).to.deep.equal(['incoming hi', 'event bought'])
  })
})
