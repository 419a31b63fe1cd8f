import { adaptiveCard, type CardContent } from './adaptive-card'
import { choicesOf } from './card-action'
import { filledText, items, loose } from './loose'

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

export function isCard(contentType: string): boolean {
  return contentType.startsWith('application/vnd.microsoft.') && contentType.includes('card.')
}

/** What a card of the given type shows: Adaptive, or hero, thumbnail, receipt, sign-in, animation, video, audio. */
export function readCard(contentType: string, content: unknown): CardContent {
  return contentType === ADAPTIVE ? adaptiveCard(content) : richCard(content)
}

function richCard(content: unknown): CardContent {
  const card = loose<'title' | 'text' | 'subtitle' | 'images' | 'image' | 'items' | 'buttons'>(content)
  if (card === undefined) return { images: [], choices: [] }
  const rows = items(card.items)
  return {
    text: filledText(card.title) ?? filledText(card.text) ?? filledText(card.subtitle),
    images: [...items(card.images), card.image, ...rows.map((row) => loose<'image'>(row)?.image)].map(urlOf),
    choices: choicesOf(items(card.buttons)),
  }
}

/** Cards hold `{ url }`; some adapters give the address itself. */
function urlOf(image: unknown): unknown {
  return typeof image === 'string' ? image : loose<'url'>(image)?.url
}
