import { ActionTypes, ActivityHandler, CardFactory, MessageFactory, type TurnContext } from 'botbuilder'
import { TrackEvent, TrackIntent, trackNotHandled } from 'botbuilder-dashbot'
import { forecastFor } from './weather.js'

const birds = ['Red Bird', 'Blue Bird', 'Black Bird', 'White Bird']

const sandwich = { productName: 'Ham Sandwich', sku: 'abc123123', price: 17.45 }

const detailPage = 'https://www.dashbot.io/'

/** A bot with the conversations of Dashbot's Twitter document: each handler says what it means, and no more. */
export class WeatherBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      await this.answer(context)
      await next()
    })
  }

  private async answer(context: TurnContext): Promise<void> {
    const { text, value } = context.activity
    const city = /weather in ([\p{L} ]+)/iu.exec(text)?.[1]
    if (city !== undefined) await this.reportWeather(context, city)
    else if (typeof value === 'string' && birds.includes(text)) await this.confirmBird(context, text)
    else if (/bird/i.test(text)) await this.askForBird(context)
    else if (/sandwich/i.test(text)) await this.sellSandwich(context)
    else if (/details/i.test(text)) await this.showDetails(context)
    else if (/share/i.test(text)) await this.shareBot(context)
    else await this.admitDefeat(context)
  }

  @TrackIntent({ name: 'WEATHER_QUERY', inputs: ({ args }) => ({ city: args[1] }) })
  @TrackEvent({ type: 'customEvent', name: 'trackMeEvent', timing: true })
  async reportWeather(context: TurnContext, city: string): Promise<void> {
    await this.sendForecast(context, await forecastFor(city))
  }

  @TrackIntent({
    name: 'WEATHER_RESPONSE',
    direction: 'outgoing',
    inputs: ({ args }) => ({ forecast: args[1] }),
  })
  async sendForecast(context: TurnContext, forecast: string): Promise<void> {
    await context.sendActivity(`The weather is ${forecast}.`)
  }

  @TrackIntent('BIRD_QUESTION')
  async askForBird(context: TurnContext): Promise<void> {
    const actions = birds.map((title, index) => ({
      type: ActionTypes.PostBack,
      title,
      value: `external_id_${index + 1}`,
    }))
    await context.sendActivity(MessageFactory.suggestedActions(actions, "What's your favorite type of bird?"))
  }

  async confirmBird(context: TurnContext, bird: string): Promise<void> {
    await context.sendActivity(`${bird} it is.`)
  }

  @TrackIntent('SANDWICH_ORDER')
  @TrackEvent({
    type: 'revenueEvent',
    name: 'boughtSandwich',
    amount: sandwich.price,
    metadata: { productName: sandwich.productName, sku: sandwich.sku },
  })
  async sellSandwich(context: TurnContext): Promise<void> {
    await context.sendActivity(`One ${sandwich.productName}, $${sandwich.price}. Enjoy!`)
  }

  @TrackIntent('DETAILS')
  @TrackEvent({ type: 'pageLaunchEvent', name: 'Launched Detail Page', extraInfo: { url: detailPage } })
  async showDetails(context: TurnContext): Promise<void> {
    const button = { type: ActionTypes.OpenUrl, title: 'Open the page', value: detailPage }
    await context.sendActivity({
      attachments: [CardFactory.heroCard('Forecasts in detail', undefined, [button])],
    })
  }

  @TrackIntent('SHARE')
  @TrackEvent({
    type: 'shareEvent',
    name: 'sharedLink',
    sharedMessage: { text: 'come check out this bot' },
  })
  async shareBot(context: TurnContext): Promise<void> {
    await context.sendActivity('Thank you for sharing!')
  }

  async admitDefeat(context: TurnContext): Promise<void> {
    trackNotHandled(context)
    await context.sendActivity('I know about the weather, birds and sandwiches.')
  }
}
