import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DashbotClient, DashbotMiddleware } from 'botbuilder-dashbot'
import { type ChatOptions, type DirectMessageClient, TwitterAdapter } from 'botbuilder-dashbot/twitter'
import express from 'express'
import { WeatherBot } from './bot.js'

export interface ServerOptions {
  readonly consumerSecret: string
  /** The id of the bot's account. */
  readonly userId: string
  /** Sends the bot's answers: X's API. */
  readonly directMessages: DirectMessageClient
  /** The account's keys, where it is registered for encrypted X Chat. */
  readonly chat?: ChatOptions
  readonly dashbot: DashbotClient
  readonly port: number
}

/** The bot behind its webhook: all that it takes to run it. */
export class WeatherServer {
  readonly adapter: TwitterAdapter
  readonly #server: Server

  private constructor(adapter: TwitterAdapter, server: Server) {
    this.adapter = adapter
    this.#server = server
  }

  static async start({
    consumerSecret,
    userId,
    directMessages,
    chat,
    dashbot,
    port,
  }: ServerOptions): Promise<WeatherServer> {
    const bot = new WeatherBot()
    const adapter = new TwitterAdapter({
      consumerSecret,
      userId,
      client: directMessages,
      ...(chat && { chat }),
    })
    adapter.use(new DashbotMiddleware(dashbot))
    adapter.onTurnError = async (context, error) => {
      console.error(error)
      await context.sendActivity('Sorry, something went wrong.')
    }

    const app = express()
    app.all('/webhook', (request, response) =>
      adapter.process(request, response, (context) => bot.run(context)),
    )
    const server = app.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return new WeatherServer(adapter, server)
  }

  get webhookUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook`
  }

  /** Answers no more requests, and lets the turns end that are running. */
  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await this.adapter.whenIdle()
  }
}
