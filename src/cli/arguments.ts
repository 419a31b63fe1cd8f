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

/** @throws UsageError that names the option and the words that it takes, where the text is not one of them */
export function wordFlag<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const word = words.find((known) => known === text)
  if (word !== undefined || text === undefined) return word
  throw new UsageError(`${name} ${JSON.stringify(text)} is unknown. Known are: ${words.join(', ')}`)
}

/** @throws UsageError that names the action and those that are known, where it is not one of them */
export function actionNamed<Action>(name: string, actions: Readonly<Record<string, Action>>): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action !== undefined) return action
  throw new UsageError(`There is no action ${name}. Known are: ${Object.keys(actions).join(', ')}`)
}

/**
 * @param values The options that were given.
 * @param taken Those that have a meaning there.
 * @throws UsageError that names an option which would be ignored
 */
export function refuseIdle(values: object, taken: readonly string[], where: string): void {
  const idle = Object.entries(values).find(([name, value]) => value !== undefined && !taken.includes(name))
  if (idle !== undefined) throw new UsageError(`--${idle[0]} has no meaning ${where}`)
}

/** Resolves at SIGTERM or Ctrl+C. */
export function untilStopped(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
