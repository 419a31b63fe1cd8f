import { asList, asObject, type JsonObject } from '../internal/json'
import { type Choice, choice } from './card-action'
import { filledText, linesOf, valueText } from './value-text'

/** Maximum depth of nested elements; it also ends the walk of a circular card. */
const MAX_DEPTH = 12
/** Maximum number of elements read in one card. */
const MAX_ELEMENTS = 1_000

/** Where an element has its children, in the order in which they are shown. */
const containers = [
  'body',
  'items',
  'columns',
  'rows',
  'cells',
  'images',
  'actions',
  'card',
  'selectAction',
  'backgroundImage',
] as const

/** What an Adaptive Card shows: its texts in order, its images, and its actions at any depth. */
export function adaptiveCard(card: JsonObject): AdaptiveCardWalk {
  const walk = new AdaptiveCardWalk()
  walk.visit(card, 0)
  if (walk.lines.length === 0) walk.lines.push(...linesOf([card.fallbackText]))
  return walk
}

class AdaptiveCardWalk {
  readonly lines: string[] = []
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
    if (type === 'Image') this.images.push(element.url)
    else if (typeof type === 'string' && type.startsWith('Action.')) this.#addChoice(element)
    else this.lines.push(...textsOf(element))
  }

  /** An action that shows or hides a part of the card sends no answer. */
  #addChoice(action: JsonObject): void {
    if (action.type === 'Action.ShowCard' || action.type === 'Action.ToggleVisibility') return
    const value = valueText(action.url) ?? sentData(action.data) ?? valueText(action.verb)
    const found = choice(filledText(action.title), value)
    if (found !== undefined) this.choices.push(found)
  }
}

/** What the action sends. Teams makes an imBack or a messageBack of the data's `msteams`, which is not sent itself. */
function sentData(data: unknown): string | undefined {
  const { msteams, ...rest } = asObject(data) ?? {}
  const action = asObject(msteams)
  if (action === undefined) return valueText(data)
  return action.type === 'imBack'
    ? valueText(action.value)
    : (valueText(rest) ?? valueText(action.value) ?? valueText(action.text))
}

/** The element's own texts, without those of its children. */
function textsOf(element: JsonObject): readonly string[] {
  switch (element.type) {
    case 'TextBlock':
      return linesOf([element.text])
    case 'RichTextBlock':
      return linesOf([asList(element.inlines).map(inlineText).join('')])
    case 'FactSet':
      return asList(element.facts).map((fact) => {
        const { title, value } = asObject(fact) ?? {}
        return linesOf([title, value]).join(': ')
      })
    default:
      return typeof element.type === 'string' && element.type.startsWith('Input.')
        ? linesOf([element.label, element.type === 'Input.Toggle' ? element.title : undefined])
        : []
  }
}

/** A run of a rich text: `{ type: 'TextRun', text }` or a string. */
function inlineText(inline: unknown): string {
  return filledText(typeof inline === 'string' ? inline : asObject(inline)?.text) ?? ''
}
