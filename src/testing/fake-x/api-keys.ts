import type { TwitterApiKeys } from '../../twitter/api/twitter-api'

/** Keys as X's: the app's secret signs webhooks, and the access token begins with the account's id. */
export function keysOf(botId: string, consumerSecret: string): TwitterApiKeys {
  return {
    appKey: 'fake-app-key',
    appSecret: consumerSecret,
    accessToken: `${botId}-fake-access-token`,
    accessSecret: 'fake-access-secret',
  }
}
