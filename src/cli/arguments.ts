import { once } from 'node:events'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command'

/** As `parseArgs`. @throws UsageError where the arguments make no sense */
export function parseArguments<const Config extends ParseArgsConfig>(
  args: readonly string[],
  config: Config,
): ReturnType<typeof parseArgs<Config & { args: string[] }>> {
  try {
    return parseArgs({ ...config, args: [...args] })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** @throws UsageError that names the option, where the text is not a whole number within the bounds */
export function wholeNumberFlag(
  name: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}`)
}

/** Resolves at SIGTERM or Ctrl+C. */
export function untilStopped(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
