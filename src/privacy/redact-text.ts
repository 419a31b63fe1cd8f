import * as v from 'valibot'
import { type BeforeSend, declareUserHandling } from '../client/before-send'
import { functionOption, parseOptions } from '../internal/options'
import type { DashbotPayload } from '../wire/types'
import { type PersonalDataKind, type PersonalDataPattern, personalDataKinds } from './kinds'
import { compileOwnPatterns, isOwnPattern } from './own-patterns'

export interface RedactTextOptions {
  /** What is looked for. @default all kinds */
  readonly kinds?: readonly PersonalDataKind[] | undefined
  /** Your own patterns; they go first. */
  readonly patterns?: readonly PersonalDataPattern[] | undefined
  /**
   * What stands in the text instead; '' takes it out, but where nothing else is in the text: then it is `[redacted]`.
   * @default `[kind]`, for example `[email]`
   */
  readonly replacement?: ((kind: string) => string) | undefined
}

const kindList = `a list of kinds: ${personalDataKinds.join(', ')}`

const patternList = 'a list of { kind: a name, pattern: a RegExp, confirm: a function or left out }'

const schema = v.strictObject({
  kinds: v.optional(v.array(v.picklist(personalDataKinds, kindList), kindList), [...personalDataKinds]),
  patterns: v.optional(v.array(v.custom<PersonalDataPattern>(isOwnPattern, patternList), patternList), []),
  replacement: v.optional(functionOption<(kind: string) => string>(), () => (kind: string) => `[${kind}]`),
})

/**
 * Replaces personal data in every text of the payload: message text, intent inputs, button labels and values, event
 * fields, `platformJson`, property names. Dates, amounts, order numbers, versions and ISBNs stay, and so do the ids and
 * times that properties hold. A URL goes from a text, unless it is the path of a picture or a film; a field that holds
 * one URL keeps it without query and credentials. A text that is the JSON of an object or a list is redacted property by
 * property. `userId` and `conversationId` are left to `hashUserIds`.
 *
 * Its time is linear in the payload, with patterns of your own too. It finds what is written in the usual ways, not
 * what somebody hides, and no names: see `pseudonymize`.
 *
 * @throws ConfigError that names the option at fault, and a pattern that does not run in linear time
 */
export function redactText(options: RedactTextOptions = {}): BeforeSend {
  const { kinds, patterns, replacement } = parseOptions('redactText', schema, options)
  const { Redaction }: typeof import('./redaction') = require('./redaction')
  const redaction = new Redaction({ kinds, replacement, patterns: compileOwnPatterns(patterns) })
  const hook: BeforeSend = (payload) => {
    const { userId, conversationId } = payload
    const redacted = redaction.value(payload) as DashbotPayload
    return { ...redacted, userId, ...(conversationId !== undefined && { conversationId }) }
  }
  return declareUserHandling(hook, { changesUsers: false })
}
