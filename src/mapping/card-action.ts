import { asObject } from '../internal/json'
import { filledText, valueText } from './value-text'

/** A button without its place among the others. */
export interface Choice {
  readonly label: string
  readonly value: string
}

/** A card action or a plain string as a choice; undefined where it says nothing. */
function actionChoice(action: unknown): Choice | undefined {
  if (typeof action === 'string') return choice(action, action)
  const fields = asObject(action)
  if (fields === undefined) return undefined
  const label = filledText(fields.title) ?? filledText(fields.displayText)
  return choice(label, valueText(fields.value) ?? filledText(fields.text))
}

/** The choice with a label and a value, either of which stands for the other where that is missing. */
export function choice(label: string | undefined, value: string | undefined): Choice | undefined {
  const shown = label || value
  return shown ? { label: shown, value: value || shown } : undefined
}

/** The choices among the items, in their order. */
export function choicesOf(
  actions: readonly unknown[],
  read: (action: unknown) => Choice | undefined = actionChoice,
): Choice[] {
  const choices: Choice[] = []
  for (const action of actions) {
    const found = read(action)
    if (found !== undefined) choices.push(found)
  }
  return choices
}
