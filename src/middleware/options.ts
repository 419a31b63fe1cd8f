import * as v from 'valibot'
import { functionOption, objectWith, parseOptions, secretString } from '../internal/options'
import type { ActivityLike } from '../mapping/activity-like'
import type { StorageLike } from './turn/button-storage'

export interface DashbotMiddlewareOptions {
  /** The channels to record; turns of others pass untouched. `'*'` stands for all. @default ['twitter'] */
  readonly channels?: readonly string[] | undefined
  /** true: the turn of this incoming activity is not recorded, for test users say. */
  readonly ignore?: ((activity: ActivityLike) => boolean) | undefined
  /** The user's id, where the activity's is not the one to report. Undefined: the activity's. */
  readonly userId?:
    | ((activity: ActivityLike, direction: 'incoming' | 'outgoing') => string | undefined)
    | undefined
  /** Takes the incoming message's intent from the trace activities that recognizers send. @default true */
  readonly recognizerTraces?: boolean | undefined
  /**
   * A `Storage` of botbuilder or the Agents SDK, for a fleet: what one process offered, another is answered. It is
   * asked beside the turn, which does not wait. Conversations and the buttons' values are kept as hashes.
   * @default each process's memory
   */
  readonly storage?: StorageLike | undefined
  /**
   * Keys those hashes (HMAC-SHA256), at least 16 characters: without it, whoever reads the storage can find users' ids
   * by trying them all. The same in all processes.
   */
  readonly storageSecret?: string | undefined
}

const schema = v.strictObject({
  channels: v.optional(v.array(v.string('an array of channel ids'), 'an array of channel ids'), ['twitter']),
  ignore: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['ignore']>>()),
  userId: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['userId']>>()),
  recognizerTraces: v.optional(v.boolean('a boolean'), true),
  storage: v.optional(objectWith<StorageLike>('read', 'write')),
  storageSecret: v.optional(secretString),
})

/** @internal */
export type MiddlewareSettings = v.InferOutput<typeof schema>

/**
 * @throws {ConfigError} that names the first unknown option, or the first of a wrong type
 * @internal
 */
export function parseMiddlewareOptions(options: DashbotMiddlewareOptions): MiddlewareSettings {
  return parseOptions('DashbotMiddleware', schema, options)
}
