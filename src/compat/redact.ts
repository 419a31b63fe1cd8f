import { toPlainJson } from '../client/plain-json'
import { asList, asObject, type JsonObject } from '../internal/json'
import { redactText } from '../privacy/redact-text'
import type { DashbotPayload, PayloadType } from '../wire/types'
import type { TextRedactor } from './config'

/** The payload without personal data: by this library's patterns, all over it. */
export function redactPayload(payload: object, type: PayloadType): object {
  const { userId, conversationId } = payload as DashbotPayload
  const about = { type, conversation: conversationId ?? userId, userIds: [userId], names: [] }
  return redactAll(payload as DashbotPayload, about) ?? payload
}

const redactAll = redactText()

/**
 * The payload with its text and its intent's inputs as the redactor leaves them: what dashbot's package redacts. It is
 * copied at once, since it may change while the redactor works.
 */
export async function redactWith(redactor: TextRedactor, payload: object): Promise<object> {
  const redacted: Record<string, unknown> = JSON.parse(toPlainJson(payload).json ?? '{}')
  const { text, message, intent } = redacted
  if (typeof text === 'string') redacted.text = await redactor.redactAsync(text)
  const inner = asObject(message)
  if (inner !== undefined) redacted.message = await redactField(redactor, inner, 'text')
  const details = asObject(intent)
  if (details !== undefined && Array.isArray(details.inputs)) {
    const inputs = asList(details.inputs).map((input) =>
      redactField(redactor, asObject(input) ?? {}, 'value'),
    )
    redacted.intent = { ...details, inputs: await Promise.all(inputs) }
  }
  return redacted
}

async function redactField(redactor: TextRedactor, source: JsonObject, name: string): Promise<JsonObject> {
  const value = source[name]
  return typeof value === 'string' ? { ...source, [name]: await redactor.redactAsync(value) } : source
}
