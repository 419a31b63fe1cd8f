import type { TurnContext as AgentsTurnContext } from '@microsoft/agents-hosting'
import type { TurnContext } from 'botbuilder'
import type { WaterfallStepContext } from 'botbuilder-dialogs'
import { expect } from 'chai'
import { ConfigError, TrackEvent, TrackIntent, trackedHandlers } from '../../src'

interface Order {
  readonly total: number
  readonly number: string
}

/** Resolvers know the method that they are written above: its arguments, its context, what it comes to. */
class Typed {
  @TrackIntent({
    inputs: ({ args: [, city], context, result }) => ({
      city: city.toUpperCase(),
      channel: context.activity.channelId.length,
      forecast: result?.length,
    }),
  })
  async botbuilder(_context: TurnContext, city: string): Promise<string> {
    return city
  }

  @TrackIntent({ inputs: ({ context }) => [{ name: 'audience', value: context.identity.aud }] })
  async agents(_context: AgentsTurnContext): Promise<void> {}

  @TrackIntent({
    name: ({ context }) => context.activity.text,
    confidence: ({ result }) => (result?.status === 'waiting' ? 1 : 0),
  })
  async step(step: WaterfallStepContext): Promise<{ status: string }> {
    return step.next()
  }

  @TrackIntent({ inputs: ({ context, error }) => ({ text: context.activity.text, why: String(error) }) })
  nowhere(): void {}

  @TrackEvent({
    type: 'revenueEvent',
    amount: ({ result }) => result.total,
    referenceNumber: ({ result: { number } }) => number,
    metadata: ({ args: [, what] }) => ({ what: what.trim() }),
  })
  async buy(_context: TurnContext, what: string): Promise<Order> {
    return { total: 1, number: what }
  }

  @TrackEvent({ type: 'revenueEvent', on: 'always', amount: ({ result }) => result?.total ?? 0 })
  async tryToBuy(): Promise<Order> {
    return { total: 1, number: '' }
  }

  @TrackEvent({ type: 'customEvent', timing: true, extraInfo: ({ result }) => ({ fixed: result.toFixed() }) })
  *generator(): Generator<string, number, unknown> {
    yield ''
    return 1
  }

  @TrackEvent({
    type: 'pageLaunchEvent',
    extraInfo: ({ endedAt, startedAt }) => ({ ms: endedAt - startedAt }),
  })
  arrow = (): void => {}

  @TrackEvent({ type: 'referralEvent', ref: ({ args: [number] }) => number.toFixed() })
  static static(number: number): number {
    return number
  }
}

/** What the compiler refuses. */
function refused(): unknown {
  class Refused {
    // @ts-expect-error a revenue event has an amount
    @TrackEvent({ type: 'revenueEvent' })
    noAmount(): void {}

    // @ts-expect-error an amount is a number
    @TrackEvent({ type: 'revenueEvent', amount: ({ result }) => result })
    textAmount(): string {
      return ''
    }

    // @ts-expect-error after a failure there may be no result
    @TrackEvent({ type: 'revenueEvent', on: 'failure', amount: ({ result }) => result.total })
    failed(): Order {
      return { total: 1, number: '' }
    }

    // @ts-expect-error a custom event has no amount
    @TrackEvent({ type: 'customEvent', amount: 1 })
    wrongField(): void {}
  }
  return Refused
}

describe("The decorators' types", () => {
  it('know the method', () => {
    expect(trackedHandlers(Typed)).to.have.length(9)
  })

  it('refuse at run time what they refuse at compile time', () => {
    expect(refused).to.throw(ConfigError, 'amount is missing')
  })
})
