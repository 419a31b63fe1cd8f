import { types } from 'node:util'

/** What every error of this library carries, so that a caller can branch without parsing messages. */
export type DashbotErrorCode =
  | 'ERR_DASHBOT_CONFIG'
  | 'ERR_DASHBOT_VALIDATION'
  | 'ERR_DASHBOT_TRANSPORT'
  | 'ERR_DASHBOT_MISSING_PEER'
  | 'ERR_DASHBOT_CAPTURE'
  | 'ERR_DASHBOT_OUTBOX'
  | 'ERR_DASHBOT_TRACKER'
  | 'ERR_DASHBOT_TWITTER_API'
  | 'ERR_DASHBOT_TWITTER_MESSAGE'
  | 'ERR_DASHBOT_TWITTER_TURN'
  | 'ERR_DASHBOT_INBOX'
  | 'ERR_DASHBOT_X_CHAT'

/** Written out, since the compiler's libraries have a type for it from ES2022 on only. */
export interface DashbotErrorOptions {
  /** The original error. */
  readonly cause?: unknown
}

/** Root of the library's errors. `cause` holds the original error; the message never holds a key or a user's text. */
export class DashbotError extends Error {
  readonly code: DashbotErrorCode
  /** The original error, where there is one. */
  declare readonly cause?: unknown

  constructor(code: DashbotErrorCode, message: string, options?: DashbotErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** An option is missing, unknown, or of the wrong type. The message names the option. */
export class ConfigError extends DashbotError {
  /** The option at fault, for example `maxQueueBytes`. */
  readonly option: string

  constructor(option: string, message: string, options?: DashbotErrorOptions) {
    super('ERR_DASHBOT_CONFIG', message, options)
    this.option = option
  }
}

/** One field that Dashbot would refuse. */
export interface ValidationIssue {
  /** Where the field is, for example `intent.inputs[0].value`. */
  readonly path: string
  /** What is expected there. */
  readonly message: string
}

/**
 * The issue as one clause, which names the field once: `intent.inputs[0].value must be a string`.
 * @internal
 */
export function issueText({ path, message }: ValidationIssue): string {
  if (path === '') return message
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (message.startsWith(`${name} `)) return `${path}${message.slice(name.length)}`
  return message === 'is required' ? `${path} ${message}` : `${path}: ${message}`
}

/** A payload that Dashbot would refuse. Lists every field at fault; `path` is the first one's. */
export class ValidationError extends DashbotError {
  readonly path: string
  readonly issues: readonly ValidationIssue[]

  constructor(subject: string, issues: readonly ValidationIssue[]) {
    super(
      'ERR_DASHBOT_VALIDATION',
      `Dashbot would refuse this ${subject}: ${issues.map(issueText).join('; ')}`,
    )
    this.path = issues[0]?.path ?? ''
    this.issues = issues
  }
}

export interface TransportErrorOptions extends DashbotErrorOptions {
  /** true: the same envelope may be accepted later. */
  readonly retryable: boolean
  /** How long the receiver asked to be left alone, in ms. */
  readonly retryAfterMs?: number | undefined
  /** The receiver's HTTP status, where there was one. */
  readonly status?: number | undefined
}

/** A delivery attempt failed. A transport that rejects with anything else is treated as retryable. */
export class TransportError extends DashbotError {
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly status: number | undefined

  constructor(message: string, options: TransportErrorOptions) {
    super('ERR_DASHBOT_TRANSPORT', message, options)
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.status = options.status
  }
}

/** A part of the library needs an optional package that is not installed; the message holds the install command. */
export class MissingPeerError extends DashbotError {
  readonly packages: readonly string[]

  constructor(feature: string, packages: readonly string[], options?: DashbotErrorOptions) {
    const list = packages.join(' ')
    super(
      'ERR_DASHBOT_MISSING_PEER',
      `${feature} needs ${list}. Install it with: npm install ${list}`,
      options,
    )
    this.packages = packages
  }
}

// A test runner that resets modules, or a second copy in node_modules, loads this file again. Its errors are the same
// errors, so that `instanceof` holds across copies; a subclass of a user's own keeps the ordinary meaning.
for (const [name, errorClass] of Object.entries({
  DashbotError,
  ConfigError,
  ValidationError,
  TransportError,
  MissingPeerError,
})) {
  const mark = Symbol.for(`botbuilder-dashbot.${name}`)
  Object.defineProperty(errorClass.prototype, mark, { value: true })
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this === errorClass) return mark in Object(value)
      return Function.prototype[Symbol.hasInstance].call(this as () => void, value)
    },
  })
}

/** true for an error of another realm too: in Jest, Node's own errors are not of the tests' `Error`. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value)
}

/**
 * true for an error of Node's with this code, for example `ENOENT`.
 * @internal
 */
export function hasCode(error: unknown, code: string): boolean {
  return isError(error) && 'code' in error && error.code === code
}
