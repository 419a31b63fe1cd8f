import { ConfigError } from '../errors'
import { asObject } from './json'
import type { DirectMessageClient } from './messages/direct-message-client'
import type { WebhookOptions } from './webhook/webhook'

export interface TwitterAdapterOptions {
  /**
   * The app's consumer secret ("API key secret"), which X signs webhooks with. Several while it is being replaced:
   * the current one first, since it answers X's challenges (CRC).
   */
  readonly consumerSecret: string | readonly string[]
  /**
   * The id of the bot's account. Webhooks mostly name it (`for_user_id`); it tells users and bot apart in those that
   * do not, and is the sender of proactive messages.
   */
  readonly userId?: string
  /** Sends the bot's messages: a `TwitterApiClient`, or your own. */
  readonly client: DirectMessageClient
  /**
   * What becomes of messages from the bot's own account: its own sends, and those of people who work in the account.
   * `event`: an event activity named `echo`.
   * @default 'drop'
   */
  readonly echoes?: 'drop' | 'event'
  /**
   * The longest body of a webhook, in bytes.
   * @default 1048576
   */
  readonly maxBodyBytes?: number
  /**
   * How many events are remembered, to know those that X delivers again.
   * @default 10000
   */
  readonly rememberedEvents?: number
  /**
   * Told of errors that nobody else hears of: a turn's where the adapter has no `onTurnError`, or where that fails.
   * @default console.error
   */
  readonly onError?: (error: unknown) => void
}

export interface CheckedOptions {
  readonly webhook: WebhookOptions
  readonly client: DirectMessageClient
  readonly userId: string | undefined
}

const known: Readonly<Record<keyof TwitterAdapterOptions, true>> = {
  consumerSecret: true,
  userId: true,
  client: true,
  echoes: true,
  maxBodyBytes: true,
  rememberedEvents: true,
  onError: true,
}

/** @throws {ConfigError} that names the option at fault */
export function checkOptions(options: TwitterAdapterOptions): CheckedOptions {
  const given = asObject(options)
  if (given === undefined) throw new ConfigError('options', 'TwitterAdapter needs its options.')
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) refuse(name, `is not known. Known are: ${Object.keys(known).join(', ')}`)
  }
  const { userId, client, echoes = 'drop', maxBodyBytes = 1_048_576, rememberedEvents = 10_000 } = options
  const onError = options.onError ?? reportToConsole
  const consumerSecrets = secrets(options.consumerSecret)
  checkClient(client)
  if (userId !== undefined && !/^\d+$/.test(userId))
    refuse('userId', 'is the id of an account: digits, in a string')
  if (echoes !== 'drop' && echoes !== 'event') refuse('echoes', "is 'drop' or 'event'")
  checkCount('maxBodyBytes', maxBodyBytes)
  checkCount('rememberedEvents', rememberedEvents)
  if (typeof onError !== 'function') refuse('onError', 'is a function')
  return {
    webhook: { consumerSecrets, userId, echoes, maxBodyBytes, rememberedEvents, onError },
    client,
    userId,
  }
}

function secrets(given: unknown): WebhookOptions['consumerSecrets'] {
  const [first, ...others]: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (isSecret(first) && others.every(isSecret)) return [first, ...others]
  return refuse('consumerSecret', 'is the app\'s consumer secret ("API key secret"), or a list of several')
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function checkClient(client: unknown): void {
  for (const method of ['send', 'sendTyping', 'markRead'] as const) {
    if (typeof (client as Partial<DirectMessageClient> | undefined)?.[method] !== 'function') {
      refuse('client', `has a function ${method}: pass a TwitterApiClient, or your own DirectMessageClient`)
    }
  }
}

function checkCount(name: keyof TwitterAdapterOptions, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) refuse(name, 'is a whole number from 1 up')
}

function refuse(option: string, rule: string): never {
  throw new ConfigError(option, `TwitterAdapter: the option ${option} ${rule}.`)
}

function reportToConsole(error: unknown): void {
  console.error('TwitterAdapter:', error)
}
