import { asList, asObject } from '../internal/json'
import { adaptiveCard } from './adaptive-card'
import { choicesOf } from './card-action'
import type { CardContent } from './card-content'
import { filledText } from './value-text'

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

export function isCard(contentType: string): boolean {
  return contentType.startsWith('application/vnd.microsoft.') && contentType.includes('card.')
}

/** What a card of the given type shows: Adaptive, or hero, thumbnail, receipt, sign-in, animation, video, audio. */
export function readCard(contentType: string, content: unknown): CardContent {
  return contentType === ADAPTIVE ? adaptiveCard(content) : richCard(content)
}

function richCard(content: unknown): CardContent {
  const card = asObject(content)
  if (card === undefined) return { images: [], choices: [] }
  const rows = asList(card.items)
  return {
    text: filledText(card.title) ?? filledText(card.text) ?? filledText(card.subtitle),
    images: [...asList(card.images), card.image, ...rows.map((row) => asObject(row)?.image)].map(urlOf),
    choices: choicesOf(asList(card.buttons)),
  }
}

/** Cards hold `{ url }`; some adapters give the address itself. */
function urlOf(image: unknown): unknown {
  return typeof image === 'string' ? image : asObject(image)?.url
}
