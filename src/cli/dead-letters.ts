import { DashbotError, type DashbotErrorCode } from '../errors'
import { isSqliteError } from '../sqlite/errors'
import { actionNamed, parseArguments, refuseIdle, wholeNumberFlag, wordFlag } from './arguments'
import { UsageError } from './command'

/** How many dead letters a command shows where no limit is given. */
export const SHOWN_BY_DEFAULT = 20

const options = {
  reason: { type: 'string' },
  id: { type: 'string' },
  name: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** The options that each action takes. */
const taken: Readonly<Record<string, readonly string[]>> = {
  stats: ['name', 'json'],
  dead: ['name', 'json', 'reason', 'id', 'limit'],
  retry: ['name', 'json', 'reason', 'id'],
}

/** What is asked about the dead letters of a place: a file, or an address. */
export interface DeadLettersRequest<Action> {
  readonly action: Action
  readonly place: string
  /** Of the fleet or inbox in Redis. */
  readonly name: string | undefined
  readonly reason: string | undefined
  readonly id: string | undefined
  readonly limit: number
  readonly json: boolean
}

/**
 * Reads `PLACE [ACTION] [options]`; the action is `stats` by default.
 *
 * @param reasons Those that dead letters can have.
 * @throws {UsageError} where the arguments make no sense
 */
export function parseDeadLetters<Action>(
  args: readonly string[],
  actions: Readonly<Record<string, Action>>,
  reasons: readonly string[],
): DeadLettersRequest<Action> {
  const { values, positionals } = parseArguments(args, { options, allowPositionals: true })
  const [place, action = 'stats', ...rest] = positionals
  if (place === undefined) throw new UsageError('Missing argument: FILE')
  const known = actionNamed(action, actions)
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  const limit = wholeNumberFlag('--limit', values.limit, 1, 999_999_999) ?? SHOWN_BY_DEFAULT
  const reason = wordFlag('--reason', values.reason, reasons)
  refuseIdle(values, taken[action] ?? [], `with ${action}`)
  const { name, id, json = false } = values
  return { action: known, place, name, reason, id, limit, json }
}

/**
 * Prints what was found, if anything.
 *
 * @throws DashbotError with the code, where the place is a file that SQLite cannot work with
 */
export async function printFindings(
  place: string,
  code: DashbotErrorCode,
  find: () => string | Promise<string>,
): Promise<void> {
  try {
    const findings = await find()
    if (findings !== '') console.log(findings)
  } catch (cause) {
    if (!isSqliteError(cause)) throw cause
    throw new DashbotError(code, `${place} cannot be worked with: ${cause.message}`, { cause })
  }
}

/** ISO 8601; a damaged record may hold no time. */
export function time(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.valueOf()) ? 'unknown' : date.toISOString()
}
