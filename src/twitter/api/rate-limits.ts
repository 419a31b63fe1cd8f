import type { JsonObject } from '../../internal/json'

/** X's limits on an endpoint: of 15 minutes, and of a day for the account and for the app. */
const limits = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'] as const

/** true: X takes no further request for now. */
export function isUsedUp(headers: JsonObject): boolean {
  return limits.some((limit) => isExceeded(headers, limit))
}

/** When the limits end that are used up, in ms since 1970; 0 where X does not say. */
export function limitEnd(headers: JsonObject): number {
  const exceeded = limits.filter((limit) => isExceeded(headers, limit))
  const named = exceeded.length > 0 ? exceeded : limits.slice(0, 1)
  const ends = named.map((limit) => Number(headers[`${limit}-reset`]) * 1_000)
  return Math.max(0, ...ends.filter(Number.isFinite))
}

function isExceeded(headers: JsonObject, limit: string): boolean {
  return headers[`${limit}-remaining`] === '0'
}
