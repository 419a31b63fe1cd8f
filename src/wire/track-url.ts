import { ConfigError } from '../errors'
import type { PayloadType } from './types'

/** The interface's version, as Dashbot's Twitter document gives it. */
export const API_VERSION = '11.1.0-rest'
export const PLATFORM = 'twitter'

/** The tracker's address by service; Dashbot is now also Dimension Labs. */
export const SERVER_ROOTS = {
  dashbot: 'https://tracker.dashbot.io',
  dimensionlabs: 'https://tracker.dimensionlabs.io',
} as const

export type Service = keyof typeof SERVER_ROOTS

/**
 * The root without a closing slash.
 * @throws {ConfigError} where it is no http(s) URL.
 */
export function normalizeServerRoot(serverRoot: string): string {
  const url = URL.canParse(serverRoot) ? new URL(serverRoot) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new ConfigError(
      'serverRoot',
      'serverRoot must be an http or https URL, for example https://tracker.dashbot.io',
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

export interface TrackUrlParts {
  readonly serverRoot: string
  readonly type: PayloadType
  readonly apiKey: string
}

/** Where a payload is posted. The one place that knows the query. */
export function trackUrl({ serverRoot, type, apiKey }: TrackUrlParts): string {
  const query = `platform=${PLATFORM}&v=${API_VERSION}&type=${type}&apiKey=${encodeURIComponent(apiKey)}`
  return `${serverRoot}/track?${query}`
}
