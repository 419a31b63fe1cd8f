import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { EXAMPLE_KEYS } from '../first-steps'
import { DEFAULT_PRESET, PRESETS } from './chosen-span'
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
  /** A key that the tracker takes, for examples. */
  readonly exampleKey: string
  /** ms since the epoch */
  readonly now: number
  /** In the reader's time zone, as far as it is known, else in the tracker's. */
  readonly dates: Dates
  /** What the reader chose; undefined follows the system. */
  readonly theme: Theme | undefined
  /** What stays when another page is opened: `span`, `from`, `to`, `bot` and `mark` of the query. */
  readonly thread: Thread
}

export type Thread = Readonly<Partial<Record<'span' | 'from' | 'to' | 'bot' | 'mark', string>>>

/** Values of a query by name; what is undefined or empty is left out, a list gives one for each entry. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

export function readRequest(context: Context, exampleKey: string = EXAMPLE_KEYS.any): PageRequest {
  const url = new URL(context.req.url)
  const theme = getCookie(context, 'theme')
  return {
    path: url.pathname,
    query: url.searchParams,
    origin: url.origin,
    exampleKey,
    now: Date.now(),
    dates: new Dates(knownZone(getCookie(context, 'zone') ?? '') ?? localZone()),
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    thread: readThread(url.searchParams),
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** What makes sense where; anything else is not passed on. */
const THREAD: Readonly<Record<keyof Thread, RegExp>> = {
  span: new RegExp(`^(?:custom|${Object.keys(PRESETS).join('|')})$`),
  from: DAY,
  to: DAY,
  bot: /./,
  mark: DAY,
}

function readThread(query: URLSearchParams): Thread {
  const entries = Object.entries(THREAD).map(
    ([name, isSane]) => [name, textParameter(query, name), isSane] as const,
  )
  const sane = entries.filter(([, value, isSane]) => value !== undefined && isSane.test(value))
  return Object.fromEntries(sane.map(([name, value]) => [name, value]))
}

/** A trimmed value of the query; undefined where it is missing, empty or longer than 500 characters. */
export function textParameter(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim() ?? ''
  return value === '' || value.length > 500 ? undefined : value
}

/** A row's number in a query; undefined where it is not one. */
export function idParameter(value: string | null | undefined): number | undefined {
  return value != null && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Two numbers with a dash between them, where a page begins; undefined for anything else. */
export function pairParameter(value: string | null): readonly [number, number] | undefined {
  const [first, second, ...rest] = (value ?? '').split('-').map(idParameter)
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second]
}

/** `path?query` with only the parameters that have a value. */
export function address(path: string, parameters: Parameters): string {
  const query = new URLSearchParams()
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values ?? []].flat()) if (value !== '') query.append(name, value)
  }
  return query.size === 0 ? path : `${path}?${query}`
}

/** The address of another page that is about the same span and bot. */
export function along(
  { thread }: Pick<PageRequest, 'thread'>,
  path: string,
  parameters: Parameters = {},
): string {
  return address(path, { ...parameters, ...thread })
}

/** The same, where the page's own span is a default of its own. */
export function alongTranscripts(request: PageRequest, path: string, parameters: Parameters = {}): string {
  const { span, from, to } = request.thread
  const isChosen = span !== undefined || from !== undefined || to !== undefined
  const isTranscripts = request.path.startsWith('/transcripts')
  return along(request, path, { ...parameters, span: isChosen || isTranscripts ? undefined : DEFAULT_PRESET })
}
