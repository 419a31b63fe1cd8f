import { ConfigError, type DashbotError } from '../errors'

export interface TrackerOptions {
  /**
   * The SQLite file; it is created where there is none. `:memory:` keeps nothing.
   * @default 'tracker.db'
   */
  readonly path?: string
  /** The keys that are taken in `POST /track`. Without them, any key is. */
  readonly apiKeys?: readonly string[]
  /** What the browser has to give for the pages, with any user name. Without it, they are open to this machine. */
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
  /** Hears of what went wrong within the tracker. Default: prints the message on stderr. */
  readonly onError?: (error: DashbotError) => void
}

export interface ResolvedTrackerOptions {
  readonly path: string
  readonly apiKeys: readonly string[] | undefined
  readonly password: string | undefined
  readonly retentionMs: number
  readonly maxBytes: number
  readonly maxBodyBytes: number
  readonly onError: (error: DashbotError) => void
}

const known: Readonly<Record<keyof TrackerOptions, true>> = {
  path: true,
  apiKeys: true,
  password: true,
  retentionMs: true,
  maxBytes: true,
  maxBodyBytes: true,
  onError: true,
}

/** @throws {ConfigError} naming the option that is unknown or makes no sense */
export function resolveTrackerOptions(options: TrackerOptions): ResolvedTrackerOptions {
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(known, option))
  if (unknown !== undefined) {
    throw new ConfigError(unknown, `unknown option ${unknown}. Known are: ${Object.keys(known).join(', ')}`)
  }
  const { path = 'tracker.db', apiKeys, password } = options
  if (typeof path !== 'string' || path === '') throw new ConfigError('path', 'path must name a file')
  if (apiKeys !== undefined && !(apiKeys.length > 0 && apiKeys.every(isFilled))) {
    throw new ConfigError('apiKeys', 'apiKeys must list at least one key, and none may be empty')
  }
  if (password !== undefined && !isFilled(password)) {
    throw new ConfigError('password', 'password must not be empty')
  }
  return {
    path,
    apiKeys,
    password,
    retentionMs: positive('retentionMs', options.retentionMs, Number.POSITIVE_INFINITY),
    maxBytes: positive('maxBytes', options.maxBytes, Number.POSITIVE_INFINITY),
    maxBodyBytes: positive('maxBodyBytes', options.maxBodyBytes, 1024 * 1024),
    onError: options.onError ?? ((error) => console.error(error.message)),
  }
}

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== ''

function positive(option: keyof TrackerOptions, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback
  if (typeof value === 'number' && value > 0) return value
  throw new ConfigError(option, `${option} must be a number above 0`)
}
