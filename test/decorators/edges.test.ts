import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { TrackEvent, TrackIntent, trackEvent, trackIntent, trackNotHandled } from '../../src'
import { bareAdapter, directMessage, directMessages, rejection } from '../support/direct-messages'

const marked = Symbol('marked')
const thrown = new Error('the method broke')

class Bot {
  @TrackEvent({
    type: 'customEvent',
    name: 'failed',
    on: 'failure',
    extraInfo: ({ error }) => ({ why: `${error}` }),
  })
  sync(): never {
    throw thrown
  }

  @TrackEvent({ type: 'customEvent', name: 'settled', on: 'always' })
  promised(promise: Promise<unknown>): Promise<unknown> {
    return promise
  }

  @TrackEvent({ type: 'customEvent', name: 'failed', on: 'failure' })
  *generator(): Generator<number> {
    yield 1
    throw thrown
  }

  @TrackEvent({ type: 'customEvent', name: 'failed', on: 'failure' })
  async *asyncGenerator(): AsyncGenerator<number> {
    yield 1
    throw thrown
  }

  @TrackEvent('delegated')
  delegate(generator: Iterator<number>): Iterator<number> {
    return generator
  }

  @TrackIntent('')
  nameless(): string {
    return 'fine'
  }

  @TrackIntent({ name: () => undefined, inputs: { never: 'recorded' } })
  undecided(): void {}

  @TrackIntent({ name: ({ result }) => result?.toUpperCase(), direction: 'outgoing' })
  async answer(context: TurnContext, handled: boolean): Promise<string> {
    await context.sendActivity('an answer')
    if (!handled) trackNotHandled(context)
    return 'answered'
  }

  @TrackEvent('walked')
  walk(depth: number): number {
    return depth === 0 ? 0 : this.walk(depth - 1)
  }

  @TrackIntent({
    inputs: { at: new Date(0), none: null, empty: '', list: [1, 2], never: new Date(Number.NaN) },
  })
  constant(): void {}

  @TrackIntent({ inputs: [{ name: '', value: 1 }], confidence: Number.NaN })
  odd(): void {}

  @TrackIntent('BY_SYMBOL')
  @TrackEvent({ type: 'customEvent' })
  async [marked](): Promise<void> {}
}

describe('Decorated methods at the edges', () => {
  it('record failures of every kind of method, and let them pass', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      const bot = new Bot()
      expect(() => bot.sync()).to.throw(thrown)
      expect(await rejection(bot.promised(Promise.reject(thrown)))).to.equal(thrown)
      expect(() => [...bot.generator()]).to.throw(thrown)
      const steps = bot.asyncGenerator()
      await steps.next()
      expect(await rejection(steps.next())).to.equal(thrown)
    })
    expect(recording.lines.slice(1)).to.deep.equal([
      'event failed',
      'event settled',
      'event failed',
      'event failed',
    ])
    expect(recording.captured[1]?.payload).to.have.deep.property('extraInfo', {
      why: 'Error: the method broke',
    })
  })

  it('follow a generator that a plain method returns, and one that is thrown into', async () => {
    const { recording, turn } = directMessages()
    function* numbers(): Generator<number> {
      yield 1
    }
    await turn('hi', async () => {
      expect([...{ [Symbol.iterator]: () => new Bot().delegate(numbers()) }]).to.deep.equal([1])
      const begun = new Bot().delegate(numbers())
      begun.next()
      expect(() => begun.throw?.(thrown)).to.throw(thrown)
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event delegated'])
  })

  it('take a promise of a class of its own as it is', async () => {
    const { recording, turn } = directMessages()
    class Picky extends Promise<unknown> {
      constructor() {
        super((resolve) => resolve('value'))
      }
    }
    await turn('hi', async () => {
      const picky = new Picky()
      expect(new Bot().promised(picky)).to.equal(picky)
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event settled'])
  })

  it('report an intent without a name, and record nothing where the name stays undefined', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      expect(new Bot().nameless()).to.equal('fine')
      new Bot().undecided()
    })
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(recording.errors.map(String)).to.deep.equal([
      'TypeError: An intent needs a name that is not empty',
    ])
  })

  it('let a call by hand name the intent of the messages that their method sends', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await new Bot().answer(context, true)
      await new Bot().answer(context, false)
      await context.sendActivity('outside')
    })
    expect(recording.lines).to.deep.equal([
      'incoming hi',
      'outgoing an answer #ANSWERED',
      'outgoing an answer #NotHandled',
      'outgoing outside',
    ])
  })

  it('record each call of a method that calls itself, and a super call with the call that made it', async () => {
    class Shop {
      @TrackEvent({ type: 'revenueEvent', name: 'sold', amount: ({ args: [price] }) => price })
      sell(_price: number, ...parts: number[]): void {
        for (const part of parts) this.sell(part)
      }
    }
    class Kiosk extends Shop {
      @TrackEvent({ type: 'revenueEvent', name: 'kiosk', amount: ({ args: [price] }) => price })
      override sell(price: number, ...parts: number[]): void {
        super.sell(price, ...parts)
      }
    }
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      expect(new Bot().walk(3)).to.equal(0)
      new Shop().sell(0, 5, 7)
      new Kiosk().sell(1, 5, 7)
    })
    const named = (name: string) =>
      recording.captured
        .filter(({ payload }) => payload.name === name)
        .map(({ payload }) => Object(payload).amount)
    expect(named('walked')).to.have.length(4)
    expect(named('sold')).to.deep.equal([5, 7, 0])
    expect(named('kiosk')).to.deep.equal([5, 7, 1])
  })

  it('turn the values of inputs into strings, and leave out what has no text', async () => {
    const { recording, turn } = directMessages()
    await turn('constant', async () => new Bot().constant())
    await turn('odd', async () => new Bot().odd())
    expect(recording.messages('incoming').map(({ intent }) => intent)).to.deep.equal([
      {
        name: 'constant',
        inputs: [
          { name: 'at', value: '1970-01-01T00:00:00.000Z' },
          { name: 'empty', value: '' },
          { name: 'list', value: '[1,2]' },
        ],
      },
      { name: 'odd' },
    ])
  })

  it('take the description of a symbol for the name', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', () => new Bot()[marked]())
    expect(recording.lines).to.deep.equal(['incoming hi #BY_SYMBOL', 'event marked'])
  })

  it('belong to the turn of a given context that is over, and to the turn around where it cannot be read', async () => {
    const { adapter, recording } = bareAdapter()
    let over: TurnContext | undefined
    await adapter.run(directMessage('one'), async (context) => {
      over = context
    })
    await adapter.run(directMessage('two'), async (context) => {
      trackIntent(over as TurnContext, 'OVER')
      trackEvent(over as TurnContext, { type: 'customEvent', name: 'late' })
      const hostile = {
        get context(): never {
          throw new Error('a getter')
        },
      }
      trackIntent(hostile as never, 'AROUND')
      const stateless = Object.create(context, { turnState: { value: { get: () => JSON.parse('{') } } })
      trackIntent(stateless, 'STILL_AROUND')
    })
    expect(recording.lines).to.deep.equal(['incoming one', 'event late', 'incoming two #STILL_AROUND'])
    expect(recording.errors.map(String)).to.deep.equal([
      'DashbotError: The intent OVER came too late: the incoming message had already been reported',
    ])
  })
})
