import { filledText, loose, valueText } from './loose'

/** A button without its place among the others. */
export interface Choice {
  readonly label: string
  readonly value: string
}

/** A card action or a plain string as a choice; undefined where it says nothing. */
export function choiceOf(action: unknown): Choice | undefined {
  if (typeof action === 'string') return action === '' ? undefined : { label: action, value: action }
  const fields = loose<'title' | 'value' | 'text' | 'displayText'>(action)
  if (fields === undefined) return undefined
  const shown = filledText(fields.title) ?? filledText(fields.displayText)
  const value = valueText(fields.value) ?? filledText(fields.text) ?? shown
  return value === undefined ? undefined : { label: shown ?? value, value }
}

/** The choices among the actions, in their order. */
export function choicesOf(actions: readonly unknown[]): readonly Choice[] {
  return actions.map(choiceOf).filter((choice) => choice !== undefined)
}
