import type { DashbotPayload } from '../wire/types'
import { mapJsonText } from './json-text'
import { type JsonMapping, type Leaf, mapJson } from './map-json'

/** Fields whose structure Dashbot prescribes: their property names and numbers are not the user's. */
const prescribed: ReadonlySet<string> = new Set(['intent', 'images', 'buttons', 'postback'])

/** Fields that Dashbot or Dimension Labs takes as numbers only. */
const measures: ReadonlySet<string> = new Set(['amount', 'dashbot_timestamp', 'dimensionlabs_timestamp'])

/** A button's id by its position, which answers repeat. */
const position = /^\d{1,4}$/

/** What becomes of a payload's texts, and of what its free fields hold beside them. */
export interface FieldMapping {
  text(text: string): string
  /** A number of a free field, or of a text that is JSON. */
  number?(value: number): Leaf
  /** A property's name there. */
  name?(name: string): string
  /** Whether the names of intents and of their inputs stay: the bot's words, by which reports group. */
  readonly keepsIntentNames?: boolean
}

/**
 * A copy of the payload with its texts mapped, those that are JSON part by part. What Dashbot takes as it is stays: the
 * type of an event, numbers, positions of buttons.
 */
export function mapFields(payload: DashbotPayload, mapping: FieldMapping): DashbotPayload {
  const { number = (value) => value, name, keepsIntentNames = false } = mapping
  const leaf = (value: Leaf): Leaf => {
    if (typeof value === 'number') return number(value)
    return mapJsonText(value, (inner) => mapJson(inner, free)) ?? mapping.text(value)
  }
  const free: JsonMapping = name === undefined ? { leaf } : { leaf, name }
  const named = keepsIntentNames ? namedParts(payload) : new Set<unknown>()
  const strict: JsonMapping = {
    leaf: (value) => (typeof value === 'number' ? value : leaf(value)),
    property: (field, value, owner) => (isKept(field, value, named.has(owner)) ? { value } : undefined),
  }
  const isEvent = 'type' in payload
  const mapped = Object.entries(payload).map(([field, value]) => {
    const isFixed = measures.has(field) || (isEvent && field === 'type')
    return [field, isFixed ? value : mapJson(value, prescribed.has(field) ? strict : free, field)]
  })
  return Object.fromEntries(mapped)
}

function isKept(field: string, value: unknown, isNamed: boolean): boolean {
  if (field === 'name') return isNamed
  return (field === 'id' || field === 'buttonId') && typeof value === 'string' && position.test(value)
}

/** The objects whose `name` the bot gave: the intent and its inputs. */
function namedParts(payload: DashbotPayload): ReadonlySet<unknown> {
  const { intent } = payload as { readonly intent?: { readonly inputs?: readonly unknown[] } }
  return new Set([intent, ...(intent?.inputs ?? [])])
}
