import { asObject, type JsonObject } from '../internal/json'

/** Maximum depth and number of values that are searched in channelData; X's envelopes are 5 deep. */
const MAX_DEPTH = 8
const MAX_VALUES = 2_000

/** Fields by which a payload of X Chat is known: a token (JWT), ciphertext, keys and their signatures. */
const secrets = [
  'conversation_token',
  'encoded_event',
  'encoded_message_event',
  'encoded_message_create_event',
  'conversation_key_change_event',
  'conversation_key_events',
  'conversation_participant_keys',
  'message_event_signature',
]
const secretsInText = new RegExp(`"(?:${secrets.join('|')})"`)

/** The fields of such a payload that are kept. */
const openFields = new Set(['id', 'created_at_msec', 'sender_id', 'conversation_id', 'sequence_id'])

/** true for a body of X Chat's events: `{ data: { event_type: 'chat.received', ... } }`, or what `data` holds. */
export function isChatEnvelope(channelData: JsonObject): boolean {
  const { event_type } = asObject(channelData.data) ?? channelData
  return typeof event_type === 'string' && event_type.startsWith('chat.')
}

/** The value itself, or a copy in which each payload of X Chat has its ids and its time alone. */
export function withoutChatSecrets(value: unknown): unknown {
  return new SecretSearch().copy(value, 0)
}

class SecretSearch {
  #left = MAX_VALUES

  /** The value itself where nothing in it is secret; undefined for a text that holds secrets. */
  copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return secretsInText.test(value) ? undefined : value
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || this.#left-- <= 0) return value
    const fields: [string, unknown][] = Object.entries(value)
    if (secrets.some((name) => name in value)) {
      return Object.fromEntries(fields.filter(([name]) => openFields.has(name)))
    }
    const copied = fields.map(([name, field]): [string, unknown] => [name, this.copy(field, depth + 1)])
    if (copied.every(([, copy], index) => copy === fields[index]?.[1])) return value
    const kept = copied.filter(([, copy]) => copy !== undefined)
    return Array.isArray(value) ? kept.map(([, copy]) => copy) : Object.fromEntries(kept)
  }
}
