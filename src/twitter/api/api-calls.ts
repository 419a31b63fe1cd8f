import type { Agent } from 'node:http'
import type { JsonObject } from '../../internal/json'
import { requirePeer } from '../../internal/require-peer'
import type { ApiResponse, TwitterApiKeys } from './twitter-api'

export interface ApiCallsSettings extends TwitterApiKeys {
  readonly bearerToken?: string | undefined
  readonly timeoutMs: number
  readonly agent?: Agent | undefined
}

type Method = 'get' | 'post' | 'put' | 'delete'

/** Calls of v2 of X's API: in the name of the app (a bearer token), or of the account (OAuth 1.0a). */
export interface ApiCalls {
  asApp(method: Method, path: string, body?: JsonObject): Promise<ApiResponse>
  asAccount(method: Method, path: string, body?: JsonObject): Promise<ApiResponse>
}

/** What an instance of `TwitterApi` has for each method. */
type V2 = Readonly<Record<Method, (path: string, fields: object, options: object) => Promise<ApiResponse>>>

/** @throws MissingPeerError where `twitter-api-v2` is not installed */
export function openApiCalls({ bearerToken, timeoutMs, agent, ...keys }: ApiCallsSettings): ApiCalls {
  const { TwitterApi } = requirePeer('XWebhooks', ['twitter-api-v2'], (): typeof import('twitter-api-v2') =>
    require('twitter-api-v2'),
  )
  const settings = agent === undefined ? {} : { httpAgent: agent }
  const account = new TwitterApi(keys, settings)
  const { appKey, appSecret } = keys
  let app: Promise<InstanceType<typeof TwitterApi>> | undefined
  const appClient = () => {
    app ??= (
      bearerToken === undefined
        ? new TwitterApi({ appKey, appSecret }, settings).appLogin()
        : Promise.resolve(new TwitterApi(bearerToken, settings))
    ).catch((error: unknown) => {
      app = undefined
      throw error
    })
    return app
  }
  const call = (v2: unknown, method: Method, path: string, body: JsonObject = {}): Promise<ApiResponse> => {
    const options = { fullResponse: true, timeout: timeoutMs, forceBodyMode: 'json' }
    return (v2 as V2)[method](path, body, options)
  }
  return {
    asApp: async (method, path, body) => call((await appClient()).v2, method, path, body),
    asAccount: (method, path, body) => call(account.v2, method, path, body),
  }
}
