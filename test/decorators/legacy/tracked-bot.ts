import { ActivityHandler, type TurnContext } from 'botbuilder'
import type { WaterfallStepContext } from 'botbuilder-dialogs'
import { TrackEvent, TrackIntent } from '../../../src'

export class Shelf {
  @TrackIntent('SHELF_QUERY')
  async look(context: TurnContext): Promise<string> {
    await context.sendActivity('a shelf')
    return 'shelf'
  }

  @TrackEvent({ type: 'customEvent', name: 'shelved', extraInfo: ({ result }) => ({ result }) })
  async shelve(_context: TurnContext): Promise<string> {
    return 'shelved'
  }
}

/** Methods of every kind, decorated. `test/decorators/legacy` has the same, for the other mode. */
export class TrackedBot extends Shelf {
  readonly context: TurnContext | undefined = undefined

  @TrackIntent('NAMED')
  async named(_context: TurnContext): Promise<number> {
    return 1
  }

  @TrackIntent()
  async GREETING(context: TurnContext): Promise<void> {
    await context.sendActivity('hello')
  }

  @TrackIntent({
    name: 'WEATHER_QUERY',
    inputs: ({ args: [, city], result }) => ({ city, length: result?.length }),
    confidence: ({ error }) => (error === undefined ? 0.9 : 0.1),
  })
  async weather(_context: TurnContext, city: string): Promise<string> {
    if (city === 'nowhere') throw new Error('no such city')
    return 'sunny'
  }

  @TrackIntent({
    name: 'WEATHER_RESPONSE',
    direction: 'outgoing',
    inputs: ({ result }) => ({ forecast: result }),
  })
  async forecast(context: TurnContext, forecast: string, until: Promise<void>): Promise<string> {
    await context.sendActivity(`first ${forecast}`)
    await until
    await context.sendActivity(`then ${forecast}`)
    return forecast
  }

  @TrackIntent('SYNC')
  sync(_context: TurnContext, value: object): object {
    return value
  }

  @TrackIntent('PROMISED')
  promised(_context: TurnContext, promise: PromiseLike<unknown>): PromiseLike<unknown> {
    return promise
  }

  @TrackIntent({ name: 'COUNT', direction: 'outgoing', inputs: ({ result }) => ({ result }) })
  @TrackEvent('counted')
  *count(context: TurnContext): Generator<Promise<unknown>, string, unknown> {
    yield context.sendActivity('one')
    yield context.sendActivity('two')
    return 'done'
  }

  @TrackIntent({ name: 'STREAM', direction: 'outgoing', inputs: ({ result }) => ({ result }) })
  @TrackEvent('streamed')
  async *stream(context: TurnContext): AsyncGenerator<string, string, unknown> {
    await context.sendActivity('stream one')
    yield 'one'
    await context.sendActivity('stream two')
    yield 'two'
    return 'done'
  }

  @TrackIntent('STATIC')
  static async classwide(_context: TurnContext): Promise<string> {
    // biome-ignore lint/complexity/noThisInStatic: the tests are about what this is
    return this.name
  }

  @TrackIntent('STEP')
  async step(step: WaterfallStepContext): Promise<unknown> {
    return step.next()
  }

  @TrackIntent('THIRD')
  async teams(_members: object[], _info: object, _context: TurnContext): Promise<void> {}

  @TrackIntent('NOWHERE')
  async nowhere(): Promise<void> {}

  @TrackIntent('CHILD_QUERY')
  override async look(context: TurnContext): Promise<string> {
    return `child ${await super.look(context)}`
  }

  @TrackEvent({ type: 'customEvent', name: 'child shelved' })
  override async shelve(context: TurnContext): Promise<string> {
    return super.shelve(context)
  }

  @TrackEvent({
    type: 'revenueEvent',
    name: 'boughtSandwich',
    amount: ({ result }) => result.total,
    referenceNumber: ({ args: [, sandwich] }) => `#${sandwich}`,
    metadata: { shop: 'corner' },
  })
  async buy(_context: TurnContext, sandwich: string): Promise<{ total: number }> {
    if (sandwich === 'none') throw new Error('sold out')
    return { total: 17.45 }
  }

  @TrackEvent({
    type: 'customEvent',
    name: 'failed',
    on: 'failure',
    extraInfo: ({ error }) => ({ why: String(error) }),
  })
  @TrackEvent({
    type: 'pageLaunchEvent',
    name: 'tried',
    on: 'always',
    timing: true,
    extraInfo: { url: 'https://x.test' },
  })
  async attempt(_context: TurnContext, work: () => Promise<void>): Promise<void> {
    await work()
  }

  @TrackEvent({
    type: 'shareEvent',
    sharedMessage: { text: 'come' },
    userId: 'someone',
    conversationId: 'elsewhere',
  })
  shareIt(_context: TurnContext): void {}

  @TrackEvent({ type: 'referralEvent', ref: 'r', source: 'ADS', ad_id: 'a', referer_uri: 'https://x.test' })
  refer(_context: TurnContext): void {}

  @TrackEvent({
    type: 'revenueEvent',
    amount: () => {
      throw new Error('a resolver broke')
    },
    metadata: () => Promise.reject(new Error('not waited for')) as unknown as object,
  })
  @TrackIntent({
    name: 'STILL',
    inputs: () => {
      throw new Error('another resolver broke')
    },
  })
  async broken(_context: TurnContext): Promise<string> {
    return 'fine'
  }
}

/** Handlers as botbuilder has them registered: bound, or not. */
export class HandlerBot extends ActivityHandler {
  constructor(register: (bot: HandlerBot) => void = () => {}) {
    super()
    register(this)
  }

  @TrackIntent('HANDLED')
  async handleMessage(context: TurnContext, next: () => Promise<void>): Promise<void> {
    await context.sendActivity('handled')
    await next()
  }
}
