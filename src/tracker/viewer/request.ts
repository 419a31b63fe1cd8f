import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { Dates } from './dates'
import { knownZone, localZone } from './zone'

export type Theme = 'light' | 'dark'

/** What a page is asked for. */
export interface PageRequest {
  /** The path, for example `/intents`. */
  readonly path: string
  readonly query: URLSearchParams
  /** The tracker's own address, for example `http://127.0.0.1:3979`. */
  readonly origin: string
  /** ms since the epoch */
  readonly now: number
  /** In the reader's time zone, as far as it is known, else in the tracker's. */
  readonly dates: Dates
  /** What the reader chose; undefined follows the system. */
  readonly theme: Theme | undefined
}

export function readRequest(context: Context): PageRequest {
  const url = new URL(context.req.url)
  const theme = getCookie(context, 'theme')
  return {
    path: url.pathname,
    query: url.searchParams,
    origin: url.origin,
    now: Date.now(),
    dates: new Dates(knownZone(getCookie(context, 'zone') ?? '') ?? localZone()),
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
  }
}

/** A trimmed value of the query; undefined where it is missing, empty or longer than 500 characters. */
export function textParameter(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim() ?? ''
  return value === '' || value.length > 500 ? undefined : value
}

/** A row's number in a query; undefined where it is none. */
export function idParameter(value: string | null | undefined): number | undefined {
  return value != null && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Two numbers with a dash between them, where a page begins; undefined where they are none. */
export function pairParameter(value: string | null): readonly [number, number] | undefined {
  const [first, second, ...rest] = (value ?? '').split('-').map(idParameter)
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second]
}

/** `path?query` with only the parameters that have a value. */
export function address(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, value)
  }
  return query.size === 0 ? path : `${path}?${query}`
}
