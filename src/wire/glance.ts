import type { PayloadType } from './types'

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

/**
 * true for a payload that passes the schema, and whose JSON does too: it has no `toJSON` where the schema looks. false
 * says nothing. Spares the schema, which takes ten times as long. Never throws.
 */
export function isFineAtAGlance(type: PayloadType, payload: unknown): boolean {
  try {
    if (!isJsonObject(payload)) return false
    return type === 'event' ? isFineEvent(payload) : isFineMessage(payload)
  } catch {
    return false
  }
}

function isFineMessage(message: Fields): boolean {
  const { text, userId, intent, platformJson, images, buttons, postback } = message
  return (
    isFilled(text) &&
    isFilled(userId) &&
    (platformJson === undefined || isJsonObject(platformJson)) &&
    (intent === undefined || isFineIntent(intent)) &&
    (images === undefined || isListOf(images, isFineImage)) &&
    (buttons === undefined || isListOf(buttons, isFineButton)) &&
    (postback === undefined || isFinePostback(postback)) &&
    hasFineDetails(message)
  )
}

function hasFineDetails({ conversationId, sessionId, dashbot_timestamp, platformUserJson }: Fields): boolean {
  return (
    (conversationId === undefined || isFilled(conversationId)) &&
    (sessionId === undefined || isFilled(sessionId)) &&
    (dashbot_timestamp === undefined || Number.isFinite(dashbot_timestamp)) &&
    (platformUserJson === undefined || isJsonObject(platformUserJson))
  )
}

function isFineEvent(event: Fields): boolean {
  const { type, name, userId, conversationId, dashbot_timestamp } = event
  return (
    isFilled(name) &&
    isFilled(userId) &&
    (conversationId === undefined || isFilled(conversationId)) &&
    (dashbot_timestamp === undefined || Number.isFinite(dashbot_timestamp)) &&
    hasFieldsOfType(type, event)
  )
}

function hasFieldsOfType(type: unknown, event: Fields): boolean {
  switch (type) {
    case 'customEvent':
    case 'pageLaunchEvent':
      return event.extraInfo === undefined || isJsonObject(event.extraInfo)
    case 'revenueEvent':
      return (
        Number.isFinite(event.amount) &&
        (event.referenceNumber === undefined || typeof event.referenceNumber === 'string') &&
        (event.metadata === undefined || isJsonObject(event.metadata))
      )
    case 'shareEvent':
      return event.sharedMessage === undefined || isJsonObject(event.sharedMessage)
    default:
      return false
  }
}

function isFineIntent(intent: unknown): boolean {
  if (!isJsonObject(intent) || !isFilled(intent.name)) return false
  const { inputs, confidence } = intent
  const isSure = confidence === undefined || Number.isFinite(confidence)
  return isSure && (inputs === undefined || isListOf(inputs, isFineInput))
}

function isFineInput(input: unknown): boolean {
  return isJsonObject(input) && isFilled(input.name) && typeof input.value === 'string'
}

function isFineImage(image: unknown): boolean {
  return isJsonObject(image) && isFilled(image.url)
}

function isFineButton(button: unknown): boolean {
  if (!isJsonObject(button)) return false
  return isFilled(button.id) && typeof button.label === 'string' && typeof button.value === 'string'
}

function isFinePostback(postback: unknown): boolean {
  return (
    isJsonObject(postback) && isJsonObject(postback.buttonClick) && isFilled(postback.buttonClick.buttonId)
  )
}

function isListOf(list: unknown, isFine: Check): boolean {
  // findIndex visits holes, which are null in JSON; every() passes over them.
  return Array.isArray(list) && !('toJSON' in list) && list.findIndex((item) => !isFine(item)) === -1
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** An object that JSON.stringify takes field by field: what a class or a prototype has is not in the JSON. */
function isJsonObject(value: unknown): value is Fields {
  if (!isPlainObject(value) || value.toJSON !== undefined) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
