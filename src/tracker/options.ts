import * as v from 'valibot'
import { ConfigError, type DashbotError } from '../errors'
import { filledString, functionOption, parseOptions } from '../internal/options'

export interface TrackerOptions {
  /**
   * The SQLite file; it is created where it does not exist. `:memory:` keeps nothing.
   * @default 'tracker.db'
   */
  readonly path?: string
  /**
   * The keys that are taken in `POST /track`, or the key or keys of each bot by the bot's name, which the pages show.
   * Without them, any key is taken.
   */
  readonly apiKeys?: readonly string[] | Readonly<Record<string, string | readonly string[]>>
  /**
   * What the browser has to give for the pages, with any user name: at least 8 characters. Without it, they are open to
   * this machine.
   */
  readonly password?: string
  /** How long messages and events are kept, in ms. Default: for ever. */
  readonly retentionMs?: number
  /** The size of the database, in bytes, from which on the oldest messages and events are deleted. Default: none. */
  readonly maxBytes?: number
  /**
   * The largest request that is taken, in bytes.
   * @default 1_048_576
   */
  readonly maxBodyBytes?: number
  /** Gets what went wrong within the tracker. Default: prints the message on stderr. */
  readonly onError?: (error: DashbotError) => void
}

/** A key that bots may use, and the name of the bot where it has one. */
export interface NamedKey {
  readonly key: string
  readonly name: string | undefined
}

export interface ResolvedTrackerOptions {
  readonly path: string
  readonly apiKeys: readonly NamedKey[] | undefined
  readonly password: string | undefined
  readonly retentionMs: number
  readonly maxBytes: number
  readonly maxBodyBytes: number
  readonly onError: (error: DashbotError) => void
}

/** In characters: what is shorter is found by trying, however slowly that goes. */
const SHORTEST_PASSWORD = 8

const positive = v.custom<number>((input) => typeof input === 'number' && input > 0, 'a number above 0')

const optionsSchema = v.strictObject({
  path: v.optional(filledString, 'tracker.db'),
  apiKeys: v.optional(
    v.custom<NonNullable<TrackerOptions['apiKeys']>>(
      isKeys,
      'at least one key, each a non-empty string, as a list or by the names of their bots',
    ),
  ),
  password: v.optional(
    v.pipe(
      v.string('a string'),
      v.minLength(SHORTEST_PASSWORD, `a string of at least ${SHORTEST_PASSWORD} characters`),
    ),
  ),
  retentionMs: v.optional(positive, Number.POSITIVE_INFINITY),
  maxBytes: v.optional(positive, Number.POSITIVE_INFINITY),
  maxBodyBytes: v.optional(positive, 1024 * 1024),
  onError: v.optional(functionOption<(error: DashbotError) => void>(), () => printError),
})

/** @throws ConfigError naming the option that is unknown or makes no sense */
export function resolveTrackerOptions(options: TrackerOptions): ResolvedTrackerOptions {
  const { apiKeys, password, ...rest } = parseOptions('createTracker', optionsSchema, options)
  return { ...rest, password, apiKeys: apiKeys && namedKeys(apiKeys) }
}

function isKeys(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false
  if (Array.isArray(input)) return input.length > 0 && input.every(isKey)
  const entries = Object.entries(input)
  return entries.length > 0 && entries.every(([name, keys]) => name.trim() !== '' && isKeyOrKeys(keys))
}

const isKeyOrKeys = (input: unknown): boolean => isKey(input) || (Array.isArray(input) && isKeys(input))

const isKey = (input: unknown): boolean => typeof input === 'string' && input !== ''

function namedKeys(apiKeys: NonNullable<TrackerOptions['apiKeys']>): readonly NamedKey[] {
  if (Array.isArray(apiKeys)) return apiKeys.map((key: string) => ({ key, name: undefined }))
  const named = Object.entries(apiKeys).flatMap(([name, keys]) =>
    [keys].flat().map((key) => ({ key, name: name.trim() })),
  )
  if (new Set(named.map(({ key }) => key)).size < named.length) {
    throw new ConfigError(
      'apiKeys',
      'createTracker: apiKeys must have each key once, so that it says whose it is',
    )
  }
  return named
}

function printError(error: DashbotError): void {
  console.error(error.message)
}
