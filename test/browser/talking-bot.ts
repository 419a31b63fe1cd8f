import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ActivityTypes, MessageFactory } from 'botbuilder'
import { DashbotClient, DashbotMiddleware, trackEvent, trackIntent } from '../../src'
import { FakeX } from '../../src/testing'
import { TwitterAdapter, TwitterApiClient } from '../../src/twitter'

/** A bot behind X's webhook, as in production, that reports to a tracker. */
export class TalkingBot {
  readonly #x: FakeX
  readonly #dashbot: DashbotClient
  readonly #adapter: TwitterAdapter
  readonly #server: Server

  private constructor(x: FakeX, trackerUrl: string) {
    this.#x = x
    this.#dashbot = new DashbotClient({ apiKey: 'K', serverRoot: trackerUrl })
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    this.#adapter = new TwitterAdapter({ consumerSecret: x.consumerSecret, userId: x.botId, client })
    this.#adapter.use(new DashbotMiddleware(this.#dashbot))
    this.#server = createServer((request, response) => {
      void this.#adapter.process(request, response, async (context) => {
        if (context.activity.type !== ActivityTypes.Message) return
        trackIntent(context, { name: 'BIRD_QUERY', inputs: [{ name: 'said', value: context.activity.text }] })
        trackEvent(context, { type: 'revenueEvent', name: 'birdSold', amount: 17.45 })
        await context.sendActivity(MessageFactory.suggestedActions(['Red Bird', 'Blue Bird'], 'Which bird?'))
      })
    })
  }

  static async start(trackerUrl: string): Promise<TalkingBot> {
    const bot = new TalkingBot(await FakeX.start(), trackerUrl)
    bot.#server.listen(0, '127.0.0.1')
    await once(bot.#server, 'listening')
    await bot.#x.connect(`http://127.0.0.1:${(bot.#server.address() as AddressInfo).port}/webhook`)
    return bot
  }

  /** A user writes a direct message, the bot answers, and the tracker hears of both. */
  async hears(userId: string, text: string): Promise<void> {
    await this.#x.receive({ from: { id: userId, name: 'A user', screen_name: 'a_user' }, text })
    await this.#adapter.whenIdle()
    await this.#dashbot.flush()
  }

  async close(): Promise<void> {
    await this.#dashbot.close()
    this.#server.close()
    this.#server.closeAllConnections()
    await this.#x.close()
  }
}
