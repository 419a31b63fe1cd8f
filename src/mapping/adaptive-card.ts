import { asObject, type JsonObject } from '../internal/json'
import { type Choice, choice } from './card-action'
import type { CardContent } from './card-content'
import { filledText, valueText } from './value-text'

/** Cards nest; deeper than this nobody looks, and a circular one ends here. */
const MAX_DEPTH = 12
/** Elements looked at in one card. */
const MAX_ELEMENTS = 1_000

/** Where an element has its children, in the order in which they are shown. */
const containers = [
  'body',
  'items',
  'columns',
  'rows',
  'cells',
  'images',
  'inlines',
  'actions',
  'card',
  'selectAction',
  'backgroundImage',
] as const

/** An Adaptive Card: its first text, its images, its actions wherever they hang. */
export function adaptiveCard(content: unknown): CardContent {
  const walk = new CardWalk()
  walk.visit(content, 0)
  return walk
}

class CardWalk implements CardContent {
  text: string | undefined
  readonly images: unknown[] = []
  readonly choices: Choice[] = []
  #left = MAX_ELEMENTS

  visit(value: unknown, depth: number): void {
    const element = asObject(value)
    if (element === undefined || depth > MAX_DEPTH || this.#left-- <= 0) return
    this.#read(element)
    for (const name of containers) {
      const children = element[name]
      if (children === undefined) continue
      for (const child of Array.isArray(children) ? children : [children]) this.visit(child, depth + 1)
    }
  }

  #read(element: JsonObject): void {
    const { type } = element
    if (type === 'TextBlock' || type === 'TextRun') this.text ??= filledText(element.text)
    else if (type === 'Image') this.images.push(element.url)
    else if (typeof type === 'string' && type.startsWith('Action.')) this.#add(element)
  }

  /** Actions that show or hide a part of the card answer nothing. */
  #add(action: JsonObject): void {
    if (action.type === 'Action.ShowCard' || action.type === 'Action.ToggleVisibility') return
    const value = valueText(action.url) ?? valueText(action.data) ?? valueText(action.verb)
    const found = choice(filledText(action.title), value)
    if (found !== undefined) this.choices.push(found)
  }
}
