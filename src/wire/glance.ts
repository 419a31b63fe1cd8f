import type { PayloadType } from './types'

/**
 * true for a message that surely passes the schema: text, user, platformJson and an intent, as nearly all have it.
 * false says nothing. It spares the schema, which takes ten times as long.
 */
export function isFineAtAGlance(type: PayloadType, payload: unknown): boolean {
  if (type === 'event' || !isPlainObject(payload)) return false
  const { text, userId, intent, platformJson, conversationId } = payload
  return (
    isFilled(text) &&
    isFilled(userId) &&
    (conversationId === undefined || isFilled(conversationId)) &&
    (platformJson === undefined || isPlainObject(platformJson)) &&
    (intent === undefined || isFineIntent(intent)) &&
    hasNoneOfTheRest(payload)
  )
}

type Fields = Readonly<Record<string, unknown>>

function hasNoneOfTheRest(payload: Fields): boolean {
  return (
    payload.images === undefined &&
    payload.buttons === undefined &&
    payload.postback === undefined &&
    payload.platformUserJson === undefined &&
    payload.sessionId === undefined &&
    payload.dashbot_timestamp === undefined
  )
}

function isFineIntent(intent: unknown): boolean {
  if (!isPlainObject(intent) || !isFilled(intent.name)) return false
  const { inputs, confidence } = intent
  const isSure = confidence === undefined || Number.isFinite(confidence)
  return isSure && (inputs === undefined || (Array.isArray(inputs) && inputs.every(isFineInput)))
}

function isFineInput(input: unknown): boolean {
  return isPlainObject(input) && isFilled(input.name) && typeof input.value === 'string'
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

export function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
