import type { BeforeSend } from '../client/before-send'
import { mapLeaves } from './map-leaves'
import { type PersonalDataKind, type PersonalDataPattern, personalData } from './patterns'

export interface RedactTextOptions {
  /** Which of the built-in patterns apply. @default all: email, iban, card, phone */
  readonly kinds?: readonly PersonalDataKind[]
  /** Your own patterns; they go first. */
  readonly patterns?: readonly PersonalDataPattern[]
  /** What stands in the text instead. @default `[kind]`, for example `[email]` */
  readonly replacement?: (kind: string) => string
}

/** Names of properties that hold ids and times: their digits are no phone number. */
const identifier = /(?:^|_)(?:ids?|id_str|timestamp|uuid)$|[a-z](?:Ids?|Timestamp|Uuid)$/

type Redact = (text: string) => string

function redactOne(
  { kind, pattern, confirm }: PersonalDataPattern,
  replacement: (kind: string) => string,
): Redact {
  return (text) =>
    text.replace(pattern, (candidate) => {
      const confirmed = confirm === undefined ? candidate : confirm(candidate)
      return confirmed === '' ? candidate : replacement(kind) + candidate.slice(confirmed.length)
    })
}

/**
 * Replaces e-mail addresses, IBANs, payment cards and phone numbers in every text of the payload: message text,
 * intent inputs, button labels and values, event fields, `platformJson`. Ids and timestamps, told by the property's
 * name, and numbers stay. The patterns are in `src/privacy/patterns.ts`; they find what is written in the usual
 * ways, not what somebody hides.
 */
export function redactText(options: RedactTextOptions = {}): BeforeSend {
  const kinds = options.kinds ?? (Object.keys(personalData) as PersonalDataKind[])
  const replacement = options.replacement ?? ((kind) => `[${kind}]`)
  const patterns = [...(options.patterns ?? []), ...kinds.map((kind) => personalData[kind])]
  const steps = patterns.map((pattern) => redactOne(pattern, replacement))
  const redact: Redact = (text) => steps.reduce((current, step) => step(current), text)
  return (payload) =>
    mapLeaves(payload, (leaf, key) =>
      typeof leaf === 'number' || identifier.test(key) ? leaf : redact(leaf),
    ) as typeof payload
}
