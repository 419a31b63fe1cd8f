import * as v from 'valibot'
import { parseOptions } from '../internal/options'
import type { DashbotEvent } from '../wire/types'

export const occasions = ['success', 'failure', 'always'] as const

type EventType = DashbotEvent['type']

const typeSchema = v.strictObject({
  type: v.picklist(
    ['customEvent', 'revenueEvent', 'pageLaunchEvent', 'shareEvent', 'referralEvent'],
    'one of customEvent, revenueEvent, pageLaunchEvent, shareEvent, referralEvent',
  ),
})

/**
 * A value of a type, or a function of the call.
 * @internal
 */
export function resolvable(type: 'string' | 'number' | 'boolean' | 'object', article = 'a') {
  return v.optional(
    v.custom<unknown>(
      (input) => typeof input === 'function' || (typeof input === type && input !== null),
      `${article} ${type}, or a function that returns one`,
    ),
  )
}

const text = resolvable('string')
const record = resolvable('object', 'an')
const timing = v.optional(v.boolean('a boolean'))

const common = {
  type: v.string(),
  on: v.optional(v.picklist(occasions, `one of ${occasions.join(', ')}`)),
  when: resolvable('boolean'),
  name: text,
  userId: text,
  conversationId: text,
}

const isAmount = (input: unknown): boolean => typeof input === 'function' || Number.isFinite(input)

const schemas = {
  customEvent: v.strictObject({ ...common, extraInfo: record, timing }),
  revenueEvent: v.strictObject({
    ...common,
    amount: v.custom<unknown>(isAmount, 'a finite number, or a function that returns one'),
    referenceNumber: text,
    metadata: record,
  }),
  pageLaunchEvent: v.strictObject({ ...common, extraInfo: record, timing }),
  shareEvent: v.strictObject({ ...common, sharedMessage: record }),
  referralEvent: v.strictObject({ ...common, ref: text, source: text, ad_id: text, referer_uri: text }),
} satisfies Record<EventType, unknown>

/** @throws ConfigError that names the first option that is missing, unknown or of a wrong type */
export function checkEventOptions(options: object): void {
  const { type } = parseOptions('@TrackEvent', typeSchema, { type: Reflect.get(options, 'type') })
  const given = type === 'revenueEvent' ? { amount: undefined, ...options } : options
  parseOptions('@TrackEvent', schemas[type] as typeof schemas.customEvent, given)
}
