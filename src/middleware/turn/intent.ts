import { types } from 'node:util'
import { valueText } from '../../mapping/value-text'
import { NOT_HANDLED } from '../../wire/not-handled'
import type { DashbotIntent, DashbotIntentInput } from '../../wire/types'

export interface IntentInput {
  readonly name: string
  readonly value: unknown
}

/** A list of inputs, or a record from a name to a value. Values become strings; what is undefined or null is left out. */
export type IntentInputs = readonly IntentInput[] | Readonly<Record<string, unknown>>

/** An intent as a bot's author writes it. */
export interface IntentLike {
  readonly name: string
  readonly inputs?: IntentInputs | undefined
  /** From 0 to 1. */
  readonly confidence?: number | undefined
}

/** What Dashbot calls a message that the bot had no answer to. */
export const notHandled: DashbotIntent = { name: NOT_HANDLED }

/**
 * The intent as Dashbot takes it. A confidence that is not a number is left out, so that the message is not refused for
 * it.
 *
 * @param onFault Called with why inputs were left out.
 * @throws TypeError where the name is missing
 */
export function toDashbotIntent(
  { name, inputs, confidence }: IntentLike,
  onFault: (error: unknown) => void,
): DashbotIntent {
  if (typeof name !== 'string' || name === '') throw new TypeError('An intent needs a name that is not empty')
  const intent: DashbotIntent = { name }
  const texts = inputs ? toInputs(inputs, onFault) : []
  if (texts.length > 0) intent.inputs = texts
  if (typeof confidence === 'number' && Number.isFinite(confidence)) intent.confidence = confidence
  return intent
}

function toInputs(inputs: IntentInputs, onFault: (error: unknown) => void): DashbotIntentInput[] {
  if (typeof inputs !== 'object') {
    onFault(new TypeError(`Inputs are a list of { name, value }, or a record, and not a ${typeof inputs}`))
    return []
  }
  const texts: DashbotIntentInput[] = []
  for (const key of Object.keys(inputs)) {
    try {
      const { name, value } = inputAt(inputs, key)
      const text = inputText(value)
      if (name && text !== undefined) texts.push({ name, value: text })
    } catch (error) {
      onFault(error)
    }
  }
  return texts
}

function inputAt(inputs: IntentInputs, key: string): Partial<IntentInput> {
  const value: unknown = Reflect.get(inputs, key)
  return isList(inputs) ? Object(value) : { name: key, value }
}

/** The names of the inputs, where they do not depend on a call. */
export function inputNames(inputs: IntentInputs | undefined): readonly string[] {
  if (inputs === undefined) return []
  return isList(inputs) ? inputs.map(({ name }) => name) : Object.keys(inputs)
}

function isList(inputs: IntentInputs): inputs is readonly IntentInput[] {
  return Array.isArray(inputs)
}

function inputText(value: unknown): string | undefined {
  if (value === '') return value
  if (!types.isDate(value)) return valueText(value)
  return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
}
