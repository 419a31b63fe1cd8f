import { toPlainJson } from '../client/plain-json'
import { asObject } from '../internal/json'
import { findPersonalData } from '../privacy/detect/find'
import type { Span } from '../privacy/detect/finding'
import { mapJsonText } from '../privacy/json-text'
import { type PersonalDataKind, personalDataKinds } from '../privacy/kinds'
import { type Leaf, mapJson } from '../privacy/map-json'
import { redactText } from '../privacy/redact-text'
import type { DashbotPayload, PayloadType } from '../wire/types'
import type { TextRedactor } from './config'
import { removedByRedactPii } from './redact-pii'
import { textPlaces } from './text-places'

const kinds: ReadonlySet<PersonalDataKind> = new Set(personalDataKinds)

/**
 * The payload without personal data: its texts without what redact-pii removes from them, and all of it without what
 * `redactText` finds.
 */
export function redactPayload(payload: object, type: PayloadType): object {
  const copy = copyOf(payload)
  for (const { text, replace } of textPlaces(copy))
    replace(mapJsonText(text, redactedParts) ?? redacted(text))
  const { userId, conversationId } = copy
  const about = { type, conversation: conversationId ?? userId, userIds: [userId], names: [] }
  return redactText()(copy, about) ?? copy
}

/**
 * The payload with its texts as the redactor leaves them: what dashbot's package redacts. It is copied at once, since
 * it may change while the redactor works.
 */
export async function redactWith(redactor: TextRedactor, payload: object): Promise<object> {
  const copy = copyOf(payload)
  await Promise.all(
    textPlaces(copy).map(async ({ text, replace }) => replace(await redactor.redactAsync(text))),
  )
  return copy
}

/** What is not an object has no texts; it is refused later. */
function copyOf(payload: object): DashbotPayload {
  const { json } = toPlainJson(asObject(payload) ?? {})
  return JSON.parse(json ?? '{}')
}

/** JSON stays JSON, so that `redactText` finds its properties. */
function redactedParts(value: unknown): unknown {
  const leaf = (part: Leaf): Leaf => {
    const text = redacted(String(part))
    return text === String(part) ? part : text
  }
  return mapJson(value, { leaf })
}

function redacted(text: string): string {
  const places: (Span & { readonly kind?: string | undefined })[] = [
    ...findPersonalData(text, kinds),
    ...removedByRedactPii(text),
  ]
  places.sort((one, other) => one.start - other.start || other.end - one.end)
  let result = ''
  let position = 0
  for (const { start, end, kind } of places) {
    if (end <= position) continue
    if (start >= position) result += `${text.slice(position, start)}[${kind ?? 'redacted'}]`
    position = end
  }
  return result + text.slice(position)
}
