import * as v from 'valibot'
import { ConfigError } from '../errors'
import { functionOption, objectWith, parseOptions, secretString } from '../internal/options'
import type { ActivityLike } from '../mapping/activity-like'
import type { DashbotMessage } from '../wire/types'
import type { StorageLike } from './turn/button-storage'

/** Fields that an `enrich` function adds to a message. */
export type EnrichedFields = Partial<Omit<DashbotMessage, 'text' | 'userId'>> & {
  readonly [field: string]: unknown
}

export interface DashbotMiddlewareOptions {
  /**
   * The channels to record, in any case; turns of others pass untouched. `'*'` stands for all, `'x'` for `'twitter'`.
   * @default ['twitter']
   */
  readonly channels?: readonly string[] | undefined
  /** true: the turn of this incoming activity is not recorded, for test users say. */
  readonly ignore?: ((activity: ActivityLike) => boolean) | undefined
  /**
   * The user's id, where the activity's is not the one to report. It holds for the whole turn, whichever direction it is
   * given for. Undefined: the turn's user, else the activity's.
   */
  readonly userId?:
    | ((activity: ActivityLike, direction: 'incoming' | 'outgoing') => string | undefined)
    | undefined
  /**
   * Adds fields to each message: `conversationId`, `sessionId`, `platformUserJson`, or any other that Dashbot passes on.
   * `text` and `userId` stay as they are. Events take the `conversationId`; where a turn has
   * events and no message, that for its activity.
   *
   * @example
   * enrich: (activity) => ({ platformUserJson: xUserOf(activity) })
   */
  readonly enrich?:
    | ((activity: ActivityLike, direction: 'incoming' | 'outgoing') => EnrichedFields | undefined)
    | undefined
  /**
   * What is reported of messages in encrypted conversations of X: that there was one, with the text `[encrypted]` and
   * intents without their inputs; the text too; or nothing.
   * @default 'placeholder'
   */
  readonly encryptedText?: 'placeholder' | 'text' | 'drop' | undefined
  /** Takes the incoming message's intent from the trace activities that recognizers send. @default true */
  readonly recognizerTraces?: boolean | undefined
  /**
   * A `Storage` of botbuilder or the Agents SDK, for a fleet: a process then recognizes the buttons that another one
   * offered. The turn does not wait for it. Conversations and the buttons' values are kept as hashes.
   * @default each process's memory
   */
  readonly storage?: StorageLike | undefined
  /**
   * Keys those hashes (HMAC-SHA256), at least 16 characters: without it, whoever reads the storage can find users' ids
   * by trying them all. The same in all processes.
   */
  readonly storageSecret?: string | undefined
}

const channelsExpected = "an array of channel ids, or ['*'] for all"
const encryptedTexts = ['placeholder', 'text', 'drop'] as const

const schema = v.strictObject({
  channels: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(channelsExpected), v.nonEmpty(channelsExpected)), channelsExpected),
      v.nonEmpty(channelsExpected),
    ),
    ['twitter'],
  ),
  ignore: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['ignore']>>()),
  userId: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['userId']>>()),
  enrich: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['enrich']>>()),
  encryptedText: v.optional(v.picklist(encryptedTexts, `one of ${encryptedTexts.join(', ')}`), 'placeholder'),
  recognizerTraces: v.optional(v.boolean('a boolean'), true),
  storage: v.optional(objectWith<StorageLike>('read', 'write')),
  storageSecret: v.optional(secretString),
})

/** @internal */
export type MiddlewareSettings = v.InferOutput<typeof schema>

/**
 * @throws ConfigError that names the first unknown option, or the first of a wrong type
 * @internal
 */
export function parseMiddlewareOptions(options: DashbotMiddlewareOptions): MiddlewareSettings {
  const { channels, ...settings } = parseOptions('DashbotMiddleware', schema, options)
  if (settings.storageSecret !== undefined && settings.storage === undefined) {
    throw new ConfigError('storageSecret', 'DashbotMiddleware: storageSecret has no effect without a storage')
  }
  return { ...settings, channels: channels.map(channelNamed) }
}

/** Stands for every channel. */
export const ANY_CHANNEL = '*'

/** The activity's channel as the settings name it; empty where it has no channel. */
export function channelOf({ channelId }: ActivityLike): string {
  return channelId === 'twitter' ? channelId : channelNamed(String(channelId ?? ''))
}

/** Twitter has two names. */
function channelNamed(name: string): string {
  const channel = name.toLowerCase()
  return channel === 'x' ? 'twitter' : channel
}
