import { AsyncResource } from 'node:async_hooks'
import { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { TrackEvent, trackEvent, trackIntent } from '../../src'
import { bareAdapter, directMessage, type Logic } from '../support/direct-messages'

class Shop {
  @TrackEvent({
    type: 'customEvent',
    name: 'sold',
    extraInfo: ({ context }) => ({ of: context.activity.type }),
  })
  sell(): void {}
}

describe('DashbotMiddleware: a proactive turn within a turn of its conversation', () => {
  const { adapter, recording } = bareAdapter()
  const proactively = (context: TurnContext, logic: Logic): Promise<void> =>
    adapter.continueConversation(TurnContext.getConversationReference(context.activity), logic)

  beforeEach(() => {
    recording.captured.length = 0
    recording.errors.length = 0
  })

  it('leaves the turn in progress: what follows, without a context too, is still recorded', async () => {
    await adapter.run(directMessage('hi'), async (context) => {
      await proactively(context, async (inner) => {
        await inner.sendActivity('within')
        new Shop().sell()
      })
      new Shop().sell()
      await context.sendActivity('after')
      trackIntent(context, 'GREETING')
    })
    expect(recording.errors).to.deep.equal([])
    expect(recording.lines).to.deep.equal([
      'incoming hi #GREETING',
      'outgoing within',
      'event sold',
      'event sold',
      'outgoing after',
    ])
    const events = recording.captured.filter(({ type }) => type === 'event')
    expect(events.map(({ payload }) => Object(payload).extraInfo)).to.deep.equal([
      { of: 'event' },
      { of: 'message' },
    ])
  })

  it('is no end of the turn for a flush from elsewhere', async () => {
    const outside = new AsyncResource('outside')
    await adapter.run(directMessage('hi'), async (context) => {
      await proactively(context, async () => {})
      await outside.runInAsyncScope(() => recording.drain('flush', 1))
      trackIntent(context, 'GREETING')
    })
    expect(recording.lines).to.deep.equal(['incoming hi #GREETING'])
    expect(recording.errors).to.deep.equal([])
  })

  it('lets both contexts name the turn when it is over', async () => {
    const contexts: TurnContext[] = []
    const outside = new AsyncResource('outside')
    await adapter.run(directMessage('hi'), async (context) => {
      contexts.push(context)
      await proactively(context, async (inner) => {
        contexts.push(inner)
      })
    })
    outside.runInAsyncScope(() => {
      for (const context of contexts) trackEvent(context, { type: 'customEvent', name: 'late' })
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event late', 'event late'])
    expect(recording.errors).to.deep.equal([])
  })

  it('does not make the turn a failed one where it fails itself', async () => {
    const hello = { ...directMessage('hello'), id: 'the id of all messages' }
    for (let time = 0; time < 2; time++) {
      await adapter.run(hello, async (context) => {
        await proactively(context, () => Promise.reject(new Error('nobody there'))).catch(() => {})
      })
    }
    expect(recording.lines).to.deep.equal(['incoming hello', 'incoming hello'])
  })
})
