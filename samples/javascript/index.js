const { ActivityHandler, TestAdapter } = require('botbuilder')
const {
  ConsoleTransport,
  DashbotClient,
  DashbotMiddleware,
  trackEvent,
  trackIntent,
  trackNotHandled,
} = require('botbuilder-dashbot')

class JokeBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      if (/joke about (\w+)/.test(context.activity.text)) await this.tellJoke(context)
      else await this.admitDefeat(context)
      await next()
    })
  }

  async tellJoke(context) {
    const [, topic] = /joke about (\w+)/.exec(context.activity.text)
    trackIntent(context, { name: 'JOKE_REQUEST', inputs: [{ name: 'topic', value: topic }] })
    trackIntent(context, { name: 'JOKE' }, { direction: 'outgoing' })
    await context.sendActivity(`There was a time when ${topic} were no laughing matter.`)
    trackEvent(context, { type: 'customEvent', name: 'jokeTold', extraInfo: { topic } })
  }

  async admitDefeat(context) {
    trackNotHandled(context)
    await context.sendActivity('I only know jokes.')
  }
}

async function main() {
  const client = process.env.DASHBOT_API_KEY
    ? DashbotClient.fromEnv()
    : new DashbotClient({ transport: new ConsoleTransport() })
  const bot = new JokeBot()
  const adapter = new TestAdapter((context) => bot.run(context), { channelId: 'twitter' })
  adapter.use(new DashbotMiddleware(client))

  await adapter.send('Tell me a joke about ducks').startTest()
  await adapter.send('Will it rain?').startTest()

  const { delivered, dropped } = await client.close()
  console.log(`${delivered} delivered, ${dropped} dropped`)
}

void main()
