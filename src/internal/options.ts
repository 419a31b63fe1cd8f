import * as v from 'valibot'
import { ConfigError } from '../errors'

/** A non-empty string, for options such as keys and addresses. */
export const filledString = v.pipe(v.string('a string'), v.nonEmpty('a non-empty string'))

/** In characters. */
export const SHORTEST_SECRET = 16

/** What keys a hash: too long to be found by trying. */
export const secretString = v.pipe(
  v.string('a string'),
  v.minLength(SHORTEST_SECRET, `a string of at least ${SHORTEST_SECRET} characters`),
)

/** A whole number of at least `least`: counts, bytes, milliseconds. */
export const wholeNumber = (least: number) => {
  const expected = `a whole number of at least ${least}`
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(least, expected))
}

/** A function of the type `Signature`; only that it is one can be checked. */
export const functionOption = <Signature>() =>
  v.custom<Signature>((input) => typeof input === 'function', 'a function')

/** An object that has the named methods. */
export const objectWith = <Shape>(...methods: readonly (keyof Shape & string)[]) =>
  v.custom<Shape>(
    (input) => methods.every((method) => typeof Object(input)[method] === 'function'),
    `an object with ${methods.join(', ')}`,
  )

type OptionsSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>

/**
 * Checks a constructor's options. The schema's messages name what is expected, for example `a function`.
 *
 * @throws {ConfigError} that names the first unknown option, or the first of a wrong type
 */
export function parseOptions<const Schema extends OptionsSchema>(
  owner: string,
  schema: Schema,
  options: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, options)
  if (result.success) return result.output
  const issue = result.issues[0]
  const option = String(issue.path?.[0]?.key ?? 'options')
  if (option === 'options') throw new ConfigError(option, `${owner}: options must be an object`)
  if (!(option in schema.entries)) {
    const known = Object.keys(schema.entries).join(', ')
    throw new ConfigError(option, `${owner}: unknown option ${option}. Known are: ${known}`)
  }
  throw new ConfigError(option, `${owner}: ${option} must be ${issue.message}`)
}
