import { expect } from 'chai'
import { TrackEvent, TrackIntent } from '../../src'
import { directMessages } from '../support/direct-messages'

describe('Decorated methods with resolvers', () => {
  it('leave an event out without a report where its condition or its name says so', async () => {
    class Shop {
      @TrackEvent({ type: 'customEvent', name: 'paid', when: ({ result }) => result > 0 })
      pay(amount: number): number {
        return amount
      }

      @TrackEvent({ type: 'customEvent', name: ({ result }) => (result > 0 ? 'refunded' : undefined) })
      refund(amount: number): number {
        return amount
      }

      @TrackEvent({ type: 'customEvent', when: false })
      never(): void {}
    }
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      const shop = new Shop()
      for (const amount of [0, 1]) shop.refund(shop.pay(amount))
      shop.never()
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event paid', 'event refunded'])
    expect(recording.errors).to.deep.equal([])
  })

  it('fall back on the method’s name where its resolver fails, and report that', async () => {
    const fail = (): string => {
      throw new Error('no name')
    }
    class Shop {
      @TrackIntent({ name: fail })
      static ask(): void {}

      @TrackEvent({ type: 'customEvent', name: fail })
      pay(): void {}

      @TrackEvent({ type: 'customEvent', when: () => fail() === '' })
      skip(): void {}
    }
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      Shop.ask()
      new Shop().pay()
      new Shop().skip()
    })
    expect(recording.lines).to.deep.equal(['incoming hi #ask', 'event pay'])
    expect(recording.failures).to.deep.equal([
      '@TrackIntent on Shop.ask: the resolver of name failed',
      '@TrackEvent on Shop.pay: the resolver of name failed',
      '@TrackEvent on Shop.skip: the resolver of when failed',
    ])
  })

  it('name the event, the method and the field of an event that Dashbot would refuse', async () => {
    class Shop {
      @TrackEvent({ type: 'revenueEvent', name: 'bought', amount: () => Number.NaN })
      buy(): void {}
    }
    const bare = { type: 'revenueEvent', name: 'bare', amount: () => undefined } as never
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      new Shop().buy()
      const tracked = TrackEvent(bare) as never as (method: unknown, context: object) => () => void
      const [symbolic, arrow] = [Symbol('go'), 'arrow']
      for (const name of [symbolic, arrow]) tracked(() => {}, { kind: 'method', name, static: false })()
    })
    expect(recording.errors.map(String)).to.deep.equal([
      'ValidationError: Dashbot would refuse this event bought of @TrackEvent on Shop.buy: amount must be a number',
      'ValidationError: Dashbot would refuse this event bare of @TrackEvent on [go]: amount is required',
      'ValidationError: Dashbot would refuse this event bare of @TrackEvent on arrow: amount is required',
    ])
  })

  it('report inputs of another kind, and name the intent without them', async () => {
    class Forecast {
      @TrackIntent({ name: () => 'WEATHER', inputs: ({ args: [city] }) => city as never })
      show(_city: string): void {}
    }
    const { recording, turn } = directMessages()
    await turn('hi', async () => new Forecast().show('Rome'))
    expect(recording.messages('incoming')[0]?.intent).to.deep.equal({ name: 'WEATHER' })
    expect(recording.failures).to.deep.equal(['@TrackIntent on Forecast.show: inputs were left out'])
  })
})
