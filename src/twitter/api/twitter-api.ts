import type { Agent } from 'node:http'
import type { ITwitterApiClientPlugin } from 'twitter-api-v2'
import { requirePeer } from '../../internal/require-peer'
import type { MediaCategory, MediaType } from './media-type'

/** The part of `twitter-api-v2`'s `TwitterApi` that is used here; its instances fit. */
export interface TwitterApiLike {
  readonly v1: PostingApi
  readonly v2: PostingApi & {
    get(path: string, query: Record<string, string | number>, options: GetOptions): Promise<ApiResponse>
    uploadMedia(
      bytes: Buffer,
      options: { media_type: MediaType; media_category: MediaCategory },
    ): Promise<string>
  }
}

export interface PostingApi {
  post(path: string, body: Record<string, unknown>, options: PostOptions): Promise<ApiResponse>
}

export interface PostOptions {
  readonly fullResponse: true
  readonly forceBodyMode: 'json' | 'url'
  /** In ms without a byte on the socket. */
  readonly timeout: number
}

export interface GetOptions {
  readonly fullResponse: true
  readonly forceParseMode?: 'buffer'
  /** In ms without a byte on the socket. */
  readonly timeout: number
}

export interface ApiResponse {
  readonly data: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The bot account's keys, as the developer portal shows them (OAuth 1.0a). */
export interface TwitterApiKeys {
  readonly appKey: string
  readonly appSecret: string
  readonly accessToken: string
  readonly accessSecret: string
}

export interface TwitterApiSettings {
  readonly timeoutMs: number
  readonly agent: Agent | undefined
}

/** @throws MissingPeerError where `twitter-api-v2` is not installed */
export function openTwitterApi(
  keys: TwitterApiKeys,
  { timeoutMs, agent }: TwitterApiSettings,
): TwitterApiLike {
  const { TwitterApi } = requirePeer(
    'TwitterApiClient',
    ['twitter-api-v2'],
    (): typeof import('twitter-api-v2') => require('twitter-api-v2'),
  )
  const timeout: ITwitterApiClientPlugin = {
    onBeforeRequest({ requestOptions }) {
      requestOptions.timeout = timeoutMs
    },
  }
  return new TwitterApi(keys, { plugins: [timeout], ...(agent !== undefined && { httpAgent: agent }) })
}
