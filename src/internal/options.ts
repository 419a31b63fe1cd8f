import * as v from 'valibot'
import { ConfigError } from '../errors'
import { LONGEST_TIMEOUT_MS } from './within-time'

/** A non-empty string, for options such as keys and addresses. */
export const filledString = v.pipe(v.string('a string'), v.nonEmpty('a non-empty string'))

/** Dashbot's key for a bot. What a file or an environment variable adds at its ends would be sent with it. */
export const apiKeyString = v.pipe(
  v.string('a string'),
  v.regex(/^\S(?:.*\S)?$/, 'a key without line breaks, and without spaces around it'),
)

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

/** A time in ms that a timer takes. */
export const timerMs = (least: number) =>
  v.pipe(
    wholeNumber(least),
    v.maxValue(LONGEST_TIMEOUT_MS, `a number of milliseconds, ${LONGEST_TIMEOUT_MS} at most`),
  )

/** A function of the type `Signature`; only that it is one can be checked. */
export const functionOption = <Signature>() =>
  v.custom<Signature>((input) => typeof input === 'function', 'a function')

/** An object that has the named methods. */
export const objectWith = <Shape>(...methods: readonly (keyof Shape & string)[]) =>
  v.custom<Shape>(hasMethods(methods), `an object with ${methods.join(', ')}`)

/** The same, with an expression that makes one, for those who pass what it is made of. */
export const objectSuchAs = <Shape>(example: string, ...methods: readonly (keyof Shape & string)[]) =>
  v.custom<Shape>(hasMethods(methods), `an object with ${methods.join(', ')}, such as ${example}`)

const hasMethods =
  (methods: readonly string[]) =>
  (input: unknown): boolean =>
    methods.every((method) => typeof Object(input)[method] === 'function')

type OptionsSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>

/**
 * Checks the options of a constructor or function. The schema's messages name what is expected, for example
 * `a function`.
 *
 * @param example A call that is right, for those who pass something else than an object.
 * @throws ConfigError that names the first option that is unknown, missing, or of a wrong type
 */
export function parseOptions<const Schema extends OptionsSchema>(
  owner: string,
  schema: Schema,
  options: unknown,
  example?: string,
): v.InferOutput<Schema> {
  if (Array.isArray(options)) throw notAnObject(owner, example)
  const result = v.safeParse(schema, options)
  if (result.success) return result.output
  const [issue] = result.issues
  const [first] = issue.path ?? []
  if (first === undefined) throw notAnObject(owner, example)
  const known = Object.keys(schema.entries).join(', ')
  throw new ConfigError(String(first.key), `${owner}: ${problemOf(issue, known)}`)
}

function notAnObject(owner: string, example: string | undefined): ConfigError {
  const remedy = example === undefined ? '' : `, as in ${example}`
  return new ConfigError('options', `${owner}: options must be an object${remedy}`)
}

/**
 * Refuses two options of which the second has no effect beside the first.
 *
 * @throws ConfigError that names both
 */
export function refuseTogether<Options extends object>(
  owner: string,
  options: Options,
  [given, pointless]: readonly [keyof Options & string, keyof Options & string],
  why: string,
): void {
  if (options[given] === undefined || options[pointless] === undefined) return
  const problem = `${owner}: ${pointless} has no effect with ${given}, since ${why}`
  throw new ConfigError(pointless, `${problem}. Leave one out`)
}

function problemOf(issue: v.BaseIssue<unknown>, known: string): string {
  const { path = [], input, type, expected, message } = issue
  const name = nameOf(path)
  if (type === 'strict_object' && expected === 'never') {
    return path.length === 1 ? `unknown option ${name}. Known are: ${known}` : `unknown option ${name}`
  }
  if (input === undefined) return `${name} is missing`
  const expectation = readable(message)
  const isOfList =
    /\b(list|array)\b/.test(message) && path.slice(1).every(({ key }) => typeof key === 'number')
  return `${isOfList ? nameOf(path.slice(0, 1)) : name} must be ${expectation}`
}

/** For example `patterns[0].kind`. */
function nameOf(path: readonly { readonly key: unknown }[]): string {
  return path
    .map(({ key }, depth) =>
      typeof key === 'number' ? `[${key}]` : `${depth === 0 ? '' : '.'}${String(key)}`,
    )
    .join('')
}

/** A schema without a message of its own has valibot's: `Invalid type: Expected boolean but received "yes"`. */
function readable(message: string): string {
  const [, expected] = /^Invalid \w+: Expected (.+) but received /s.exec(message) ?? []
  if (expected === undefined) return message
  const named = { boolean: 'true or false', string: 'a string', number: 'a number', Array: 'a list' }
  return named[expected as keyof typeof named] ?? (expected === 'Object' ? 'an object' : expected)
}
