import type { FakeX } from '../../src/testing'

/** The keys of an app and its account, as the commands and the documents' bots read them of the environment. */
export function xEnvironment({ keys }: FakeX): Record<string, string> {
  return {
    X_APP_KEY: keys.appKey,
    X_APP_SECRET: keys.appSecret,
    X_ACCESS_TOKEN: keys.accessToken,
    X_ACCESS_SECRET: keys.accessSecret,
  }
}
