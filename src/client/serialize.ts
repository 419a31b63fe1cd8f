import type { DashbotPayload } from '../wire/types'

/** Fields whose content nobody checks: what the platform or the user puts there may not serialize, or be huge. */
const FREE_FIELDS = ['platformJson', 'platformUserJson', 'extraInfo', 'metadata', 'sharedMessage'] as const

/**
 * The payload as JSON. A free field that does not serialize (circular, a BigInt, a getter that throws) is replaced
 * by a note of why.
 *
 * @throws where the rest of the payload does not serialize either
 */
export function serialize(payload: DashbotPayload): string {
  try {
    return JSON.stringify(payload)
  } catch {
    return JSON.stringify(withNotes(payload))
  }
}

/** The payload as JSON with a note in the place of `platformJson`, or undefined where it has none. */
export function serializeWithoutPlatformJson(payload: DashbotPayload, why: string): string | undefined {
  if (!('platformJson' in payload)) return undefined
  return serialize({ ...payload, platformJson: note('platformJson', why) })
}

function withNotes(payload: DashbotPayload): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...payload }
  for (const field of FREE_FIELDS) {
    if (field in copy) copy[field] = serializableOrNote(field, copy[field])
  }
  return copy
}

function serializableOrNote(field: string, value: unknown): unknown {
  try {
    JSON.stringify(value)
    return value
  } catch (error) {
    return note(field, reason(error))
  }
}

const note = (field: string, why: string) => ({ note: `${field} was left out: ${why}` })

/** The message of a getter's own error may hold anything, so only its kind is told. */
function reason(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply, or too long'
  if (!(error instanceof TypeError)) return 'a getter or toJSON threw'
  if (error.message.includes('circular')) return 'it is circular'
  if (error.message.includes('BigInt')) return 'it holds a BigInt'
  return 'it does not serialize'
}
