import {
  type Activity,
  BotAdapter,
  type ResourceResponse,
  TelemetryLoggerMiddleware,
  TurnContext,
} from 'botbuilder'

/** A bot with one reply, on an adapter that has nothing to send it over. */
export class EchoAdapter extends BotAdapter {
  turn(activity: Partial<Activity>): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), async (context) => {
      await context.sendActivity('The weather is 68 and sunny.')
    })
  }

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return activities.map(() => ({ id: '1244858585' }))
  }

  async continueConversation(): Promise<void> {}

  async updateActivity(): Promise<void> {}

  async deleteActivity(): Promise<void> {}
}

/** Puts its middleware on the adapter; what it returns waits for whatever turns left to do. */
type Install = (adapter: EchoAdapter) => () => Promise<unknown>

async function nothing(): Promise<void> {}

export const variants = {
  bare: () => nothing,

  ours: (adapter) => {
    const { DashbotClient, DashbotMiddleware } = require('../../src') as typeof import('../../src')
    const client = new DashbotClient({ transport: { send: nothing } })
    adapter.use(new DashbotMiddleware(client))
    return () => client.flush()
  },

  /** With a fetch that answers at once in the place of the network. */
  dashbot: (adapter) => {
    const fetchPath = require.resolve('isomorphic-fetch', { paths: [require.resolve('dashbot')] })
    require(fetchPath)
    Object.assign(require.cache[fetchPath] ?? {}, { exports: async () => ({ status: 200 }) })
    adapter.use(require('dashbot')('a key').microsoft.middleware())
    return nothing
  },

  telemetry: (adapter) => {
    adapter.use(new TelemetryLoggerMiddleware({ trackEvent() {} } as never))
    return nothing
  },
} satisfies Record<string, Install>

export type VariantName = keyof typeof variants
