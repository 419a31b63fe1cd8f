import * as v from 'valibot'
import { functionOption, objectWith, parseOptions, wholeNumber } from '../internal/options'
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
  /** The longest body of a webhook, in bytes. @default 1 MiB */
  readonly maxBodyBytes?: number
  /** How many events are remembered, to know those that X delivers again. @default 10_000 */
  readonly rememberedEvents?: number
  /**
   * Told of errors that nobody else hears of: a turn's where the adapter has no `onTurnError`, or where that fails.
   * @default console.error
   */
  readonly onError?: (error: unknown) => void
}

const secretRule = "the app's consumer secret (its API key secret), or a list of several"
const userIdRule = "the digits of the account's id, in a string"
const secret = v.pipe(v.string(secretRule), v.nonEmpty(secretRule))

const schema = v.strictObject({
  consumerSecret: v.union([secret, v.pipe(v.tupleWithRest([secret], secret), v.readonly())], secretRule),
  userId: v.optional(v.pipe(v.string(userIdRule), v.digits(userIdRule))),
  client: objectWith<DirectMessageClient>('send', 'sendTyping', 'markRead'),
  echoes: v.optional(v.picklist(['drop', 'event'], "'drop' or 'event'"), 'drop'),
  maxBodyBytes: v.optional(wholeNumber(1), 1_048_576),
  rememberedEvents: v.optional(wholeNumber(1), 10_000),
  onError: v.optional(functionOption<(error: unknown) => void>()),
})

export interface ResolvedAdapterOptions {
  readonly webhook: WebhookOptions
  readonly client: DirectMessageClient
  readonly userId: string | undefined
}

/** @throws {ConfigError} that names the option at fault */
export function resolveAdapterOptions(owner: string, options: TwitterAdapterOptions): ResolvedAdapterOptions {
  const { consumerSecret, client, userId, onError, ...others } = parseOptions(owner, schema, options)
  const consumerSecrets = typeof consumerSecret === 'string' ? ([consumerSecret] as const) : consumerSecret
  const report = onError ?? ((error: unknown) => console.error(`${owner}:`, error))
  return { webhook: { consumerSecrets, userId, onError: report, ...others }, client, userId }
}
