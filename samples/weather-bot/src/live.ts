import { closeOnSignals, DashbotClient } from 'botbuilder-dashbot'
import { TwitterApiClient } from 'botbuilder-dashbot/twitter'
import { WeatherServer } from './server.js'

/** The setting of the environment. */
function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`Set ${name}: README.md beside this sample says where to find it.`)
  return value
}

// The bot on the real X, reporting to the real Dashbot.
const dashbot = DashbotClient.fromEnv()
const server = await WeatherServer.start({
  consumerSecret: setting('X_APP_SECRET'),
  userId: setting('X_USER_ID'),
  directMessages: new TwitterApiClient({
    appKey: setting('X_APP_KEY'),
    appSecret: setting('X_APP_SECRET'),
    accessToken: setting('X_ACCESS_TOKEN'),
    accessSecret: setting('X_ACCESS_SECRET'),
  }),
  dashbot,
  port: Number(process.env.PORT ?? 3978),
})
closeOnSignals({
  close: async (options) => {
    await server.close()
    return dashbot.close(options)
  },
})
console.log(`Webhook: ${server.webhookUrl}`)
