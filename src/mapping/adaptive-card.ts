import type { Choice } from './card-action'
import { filledText, items, loose, valueText } from './loose'

/** What a card or attachment shows. */
export interface CardContent {
  readonly text: string | undefined
  readonly images: readonly unknown[]
  readonly choices: readonly Choice[]
}

/** Cards nest; deeper than this nobody looks, and a circular one ends here. */
const MAX_DEPTH = 12
/** Elements looked at in one card. */
const MAX_ELEMENTS = 1_000

type Element =
  | 'type'
  | 'text'
  | 'inlines'
  | 'url'
  | 'title'
  | 'data'
  | 'card'
  | 'verb'
  | 'body'
  | 'items'
  | 'columns'
  | 'rows'
  | 'cells'
  | 'images'
  | 'actions'
  | 'selectAction'
  | 'backgroundImage'

/** The children of an Adaptive Card's containers, in the order in which they are shown. */
const containers = ['body', 'items', 'columns', 'rows', 'cells', 'images', 'actions'] as const

/** An Adaptive Card: its first text block, its images, its actions wherever they hang. */
export function adaptiveCard(content: unknown): CardContent {
  const found = { text: undefined as string | undefined, images: [] as unknown[], choices: [] as Choice[] }
  let left = MAX_ELEMENTS
  const visit = (value: unknown, depth: number): void => {
    const element = loose<Element>(value)
    if (element === undefined || depth > MAX_DEPTH || left-- <= 0) return
    const type = typeof element.type === 'string' ? element.type : ''
    if (type === 'TextBlock' || type === 'RichTextBlock') found.text ??= textOf(element.text, element.inlines)
    else if (type === 'Image') found.images.push(element.url)
    else if (type === 'Action.ShowCard') visit(element.card, depth + 1)
    else if (type.startsWith('Action.')) addChoice(element)
    for (const name of containers) {
      for (const child of items(element[name])) visit(child, depth + 1)
    }
  }
  const addChoice = (action: { title?: unknown; url?: unknown; data?: unknown; verb?: unknown }): void => {
    const title = filledText(action.title)
    const value = valueText(action.url) ?? valueText(action.data) ?? valueText(action.verb) ?? title
    if (value !== undefined) found.choices.push({ label: title ?? value, value })
  }
  visit(content, 0)
  return found
}

function textOf(text: unknown, inlines: unknown): string | undefined {
  if (text !== undefined) return filledText(text)
  const runs = items(inlines).map((run) => (typeof run === 'string' ? run : loose<'text'>(run)?.text))
  return filledText(runs.filter((run) => typeof run === 'string').join(''))
}
