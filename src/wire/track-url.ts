import { ConfigError } from '../errors'
import type { PayloadType } from './types'

/** The interface's version, as Dashbot's Twitter document gives it. */
const API_VERSION = '11.1.0-rest'
export const PLATFORM = 'twitter'

/** The tracker's address by service; Dashbot is now also Dimension Labs. */
export const SERVER_ROOTS = {
  dashbot: 'https://tracker.dashbot.io',
  dimensionlabs: 'https://tracker.dimensionlabs.io',
} as const

export type Service = keyof typeof SERVER_ROOTS

/**
 * The address without a closing slash.
 * @param option What the address is called where it was given.
 * @throws ConfigError where it is not an http(s) URL, or has parts that no request would have.
 */
export function normalizeServerRoot(serverRoot: string, option = 'serverRoot'): string {
  const url = URL.canParse(serverRoot) ? new URL(serverRoot) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new ConfigError(
      option,
      `${option} must be an http or https URL, for example https://tracker.dashbot.io`,
    )
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(option, `${option} must be without user, password, query and fragment`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

export interface TrackQueryParts {
  readonly type: PayloadType
  readonly apiKey: string
}

export interface TrackUrlParts extends TrackQueryParts {
  readonly serverRoot: string
}

/** Where a payload is posted. */
export function trackUrl({ serverRoot, ...query }: TrackUrlParts): string {
  return `${serverRoot}/track?${trackQuery(query)}`
}

/** The one place that knows the query. */
export function trackQuery({ type, apiKey }: TrackQueryParts): string {
  return `platform=${PLATFORM}&v=${API_VERSION}&type=${type}&apiKey=${encodeURIComponent(apiKey)}`
}
