import * as v from 'valibot'
import { ConfigError } from '../errors'
import { parseOptions } from './options'

const schema = v.strictObject({ timeoutMs: v.optional(v.number('a number of milliseconds')) })

/** How long a wait lasts whose options are wrong, in ms: a wrong argument must not hold a bot forever. */
const INSTEAD_MS = 5_000

interface WaitParts {
  readonly defaultMs: number
  /** Must not throw. */
  readonly onError: (error: ConfigError) => void
}

/**
 * The time that the options of `flush` or `close` give, in ms; 5 s where they are wrong. Never throws: what is wrong
 * goes to `onError`.
 *
 * @param call For example `DashbotClient.flush`.
 */
export function waitTimeout(call: string, options: unknown, { defaultMs, onError }: WaitParts): number {
  if (options === undefined) return defaultMs
  try {
    const method = call.slice(call.indexOf('.') + 1)
    return parseOptions(call, schema, options, `${method}({ timeoutMs: 3_000 })`).timeoutMs ?? defaultMs
  } catch (error) {
    if (error instanceof ConfigError) onError(error)
    return INSTEAD_MS
  }
}
