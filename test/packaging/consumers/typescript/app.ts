import { strict as assert } from 'node:assert'
import { ActivityHandler, TestAdapter, type TurnContext } from 'botbuilder'
import {
  type BeforeSend,
  DashbotClient,
  type DashbotEvent,
  DashbotMiddleware,
  MemoryTransport,
  TrackEvent,
  TrackIntent,
  type Transport,
  trackedHandlers,
} from 'botbuilder-dashbot'

class WeatherBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      await this.weather(context, 'San Francisco')
      await next()
    })
  }

  @TrackIntent({
    name: 'WEATHER_QUERY',
    inputs: ({ args }) => ({ city: args[1] }),
  })
  @TrackEvent({ type: 'revenueEvent', name: 'paid', amount: 17.45 })
  async weather(context: TurnContext, city: string): Promise<string> {
    await this.answer(context, city)
    return city
  }

  @TrackIntent({ name: 'WEATHER_RESPONSE', direction: 'outgoing' })
  async answer(context: TurnContext, city: string): Promise<void> {
    await context.sendActivity(`68 and sunny in ${city}`)
  }
}

async function main(): Promise<void> {
  const transport: MemoryTransport & Transport = new MemoryTransport()
  const keep: BeforeSend = (payload) => payload
  const client = new DashbotClient({ transport, beforeSend: [keep] })
  const bot = new WeatherBot()
  const adapter = new TestAdapter((context) => bot.run(context), { channelId: 'twitter' })
  adapter.use(new DashbotMiddleware(client))
  await adapter.send('What is the weather?').startTest()
  await client.close()
  const event: DashbotEvent = { type: 'customEvent', name: 'x', userId: 'u', extraInfo: { a: 1 } }
  assert.equal(event.type, 'customEvent')
  const names = transport.envelopes.map(({ payload }) =>
    'text' in payload ? payload.intent?.name : payload.name,
  )
  assert.deepEqual(names.sort(), ['WEATHER_QUERY', 'WEATHER_RESPONSE', 'paid'])
  assert.equal(trackedHandlers(WeatherBot).length, 3)
  console.log('typescript ok')
}

void main()
