import * as v from 'valibot'
import type { ActivityLike } from './mapping/activity-like'
import { functionOption, parseOptions } from './options'

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
}

const schema = v.strictObject({
  channels: v.optional(v.array(v.string('an array of channel ids'), 'an array of channel ids'), ['twitter']),
  ignore: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['ignore']>>()),
  userId: v.optional(functionOption<NonNullable<DashbotMiddlewareOptions['userId']>>()),
  recognizerTraces: v.optional(v.boolean('a boolean'), true),
})

export type MiddlewareSettings = v.InferOutput<typeof schema>

/** @throws {ConfigError} that names the first unknown option, or the first of a wrong type */
export function parseMiddlewareOptions(options: DashbotMiddlewareOptions): MiddlewareSettings {
  return parseOptions('DashbotMiddleware', schema, options)
}
