import { isDeepStrictEqual } from 'node:util'
import { asObject, type JsonObject } from '../internal/json'
import type { DashbotButton } from '../wire/types'
import { attempt } from './attempt'
import type { ButtonAnswer } from './button-answer'

/** A button that was offered, whether its texts are known or only their digests. */
export interface OfferedButton {
  readonly id: string
  /** Offered since the user's last message. */
  readonly isOpen: boolean
  /** Without a value of its own: an Adaptive Card's submit without data has no other value than its label. */
  readonly isPlain: boolean
  hasLabel(text: string): boolean
  hasValue(text: string): boolean
  /** The number of fields of its data, where a submitted object has all of them; undefined where it has not. */
  fieldsIn(data: JsonObject): number | undefined
}

/**
 * The button that an answer belongs to, among those offered, the newest first:
 *
 * 1. the one with the answer's value; of several the one whose label is the answer's text;
 * 2. for an object, the one with the most data of which all is in the object;
 * 3. for an object that fits no data, the only open one without a value of its own;
 * 4. for plain text, the open one with that label, else with that value.
 */
export function findButton<Button extends OfferedButton>(
  offered: readonly Button[],
  { value, data, text = '', isTyped }: ButtonAnswer,
): Button | undefined {
  const open = offered.filter(({ isOpen }) => isOpen)
  if (isTyped)
    return open.find((button) => button.hasLabel(text)) ?? open.find((button) => button.hasValue(text))
  const withValue = offered.filter((button) => button.hasValue(value))
  const exact = withValue.find((button) => button.hasLabel(text)) ?? withValue[0]
  if (exact !== undefined || data === undefined) return exact
  return submitted(offered, data, text) ?? onlyPlain(open)
}

function submitted<Button extends OfferedButton>(
  offered: readonly Button[],
  data: JsonObject,
  text: string,
): Button | undefined {
  let best: { readonly button: Button; readonly fields: number } | undefined
  for (const button of offered) {
    const fields = button.fieldsIn(data)
    if (fields === undefined) continue
    const isBetter = best === undefined || fields > best.fields
    const isNamed = fields === best?.fields && button.hasLabel(text) && !best.button.hasLabel(text)
    if (isBetter || isNamed) best = { button, fields }
  }
  return best?.button
}

function onlyPlain<Button extends OfferedButton>(open: readonly Button[]): Button | undefined {
  const plain = open.filter(({ isPlain }) => isPlain)
  return plain.length === 1 ? plain[0] : undefined
}

/** The object that a button's value is the JSON of. */
export function dataOf({ value }: DashbotButton): JsonObject | undefined {
  return value.startsWith('{') ? asObject(attempt(JSON.parse, value)) : undefined
}

/** The number of the fields, where the submitted object has them all with the same values. */
export function fieldsWithin(fields: JsonObject | undefined, submittedData: JsonObject): number | undefined {
  const names = Object.keys(fields ?? {})
  if (fields === undefined || names.length === 0) return undefined
  return names.every((name) => isDeepStrictEqual(fields[name], submittedData[name]))
    ? names.length
    : undefined
}
