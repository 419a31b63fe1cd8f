import type { Agent } from 'node:http'
import * as v from 'valibot'
import { filledString, objectWith, parseOptions, timerMs } from '../../internal/options'
import { openTwitterApi, type TwitterApiKeys, type TwitterApiLike } from './twitter-api'

/** The bot account's keys, or an instance of `twitter-api-v2`'s `TwitterApi` that has them. */
export type TwitterApiClientOptions = TwitterApiClientSettings &
  ((TwitterApiKeys & { readonly api?: never }) | { readonly api: TwitterApiLike })

export interface TwitterApiClientSettings {
  /**
   * Which direct message endpoints are used. v2 has neither quick replies nor buttons (they become lines of the
   * text), nor typing (it does nothing), nor read receipts (refused).
   * @default 'v1.1'
   */
  readonly version?: 'v1.1' | 'v2'
  /** How long X may be silent during a request, in ms. @default 10_000 */
  readonly timeoutMs?: number
  /**
   * How long a request waits for rate limits to end, in ms; one that would wait longer fails at once.
   * @default 60_000
   */
  readonly maxRateLimitWaitMs?: number
  /** For a proxy, or a server that stands in for X. */
  readonly agent?: Agent
}

const settings = {
  version: v.optional(v.picklist(['v1.1', 'v2'], "'v1.1' or 'v2'"), 'v1.1'),
  timeoutMs: v.optional(timerMs(1), 10_000),
  maxRateLimitWaitMs: v.optional(timerMs(0), 60_000),
  agent: v.optional(objectWith<Agent>('destroy')),
}

const withApi = v.strictObject({
  ...settings,
  api: v.custom<TwitterApiLike>(
    (api) => ['v1', 'v2'].every((version) => typeof Object(api)[version]?.post === 'function'),
    "an instance of twitter-api-v2's TwitterApi",
  ),
})

const withKeys = v.strictObject({
  ...settings,
  appKey: filledString,
  appSecret: filledString,
  accessToken: filledString,
  accessSecret: filledString,
})

export interface ResolvedApiOptions {
  readonly api: TwitterApiLike
  readonly version: 'v1.1' | 'v2'
  readonly timeoutMs: number
  readonly maxRateLimitWaitMs: number
}

/**
 * @throws ConfigError that names the option at fault
 * @throws MissingPeerError where keys are given and `twitter-api-v2` is not installed
 */
export function resolveApiOptions(options: TwitterApiClientOptions): ResolvedApiOptions {
  if (Object(options).api !== undefined) return parseOptions('TwitterApiClient', withApi, options)
  const { agent, timeoutMs, ...others } = parseOptions('TwitterApiClient', withKeys, options)
  return { ...others, timeoutMs, api: openTwitterApi(others, { agent, timeoutMs }) }
}
