import { asList, asObject, asObjects, type JsonObject } from '../internal/json'
import { adaptiveCard } from './adaptive-card'
import { attempt } from './attempt'
import { type Choice, choicesOf } from './card-action'
import { linesOf } from './value-text'

/** What a card shows. */
export interface CardContent {
  /** Its texts, in the order in which they are shown. */
  readonly lines: readonly string[]
  /** Addresses as the card has them. */
  readonly images: readonly unknown[]
  readonly choices: readonly Choice[]
}

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'
const emptyCard: CardContent = { lines: [], images: [], choices: [] }

export function isCard(contentType: string): boolean {
  return contentType.startsWith('application/vnd.microsoft.') && contentType.includes('card.')
}

/**
 * What a card of the given type shows: Adaptive, or hero, thumbnail, receipt, sign-in, animation, video, audio. Takes
 * the content as JSON text too, as templates and some serializers leave it.
 */
export function readCard(contentType: string, content: unknown): CardContent {
  const card = cardObject(content)
  if (card === undefined) return emptyCard
  return contentType === ADAPTIVE ? adaptiveCard(card) : richCard(card)
}

/** A card's content as an object, whether it is one or JSON text. */
export function cardObject(content: unknown): JsonObject | undefined {
  return asObject(typeof content === 'string' ? attempt(JSON.parse, content) : content)
}

function richCard(card: JsonObject): CardContent {
  const rows = asObjects(card.items)
  const facts = asObjects(card.facts).map(({ key, value }) => linesOf([key, value]).join(': '))
  const texts = rows.flatMap(({ title, subtitle, text, price }) => [title, subtitle, text, price])
  return {
    lines: linesOf([card.title, card.subtitle, card.text, ...facts, ...texts, card.total]),
    images: [...asList(card.images), card.image, ...rows.map(({ image }) => image)]
      .map(urlOf)
      .filter(isGiven),
    choices: choicesOf(asList(card.buttons)),
  }
}

/** Cards hold `{ url }`; some adapters give the address itself. */
function urlOf(image: unknown): unknown {
  return typeof image === 'string' ? image : asObject(image)?.url
}

function isGiven(value: unknown): boolean {
  return value !== undefined
}
