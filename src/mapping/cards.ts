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
 * What a card of the given type shows: Adaptive, or hero, thumbnail, receipt, sign-in, animation, video, audio, Office 365 connector. Takes
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
  const facts = factLines(card.facts)
  const texts = rows.flatMap(({ title, subtitle, text, price }) => [title, subtitle, text, price])
  const sections = asObjects(card.sections).flatMap(sectionLines)
  return {
    lines: linesOf([card.title, card.subtitle, card.text, ...facts, ...texts, ...sections, card.total]),
    images: [...asList(card.images), card.image, ...rows.map(({ image }) => image)]
      .map(urlOf)
      .filter(isGiven),
    choices: choicesOf(asList(card.buttons)),
  }
}

/** A section of an Office 365 connector card. */
function sectionLines(section: JsonObject): readonly unknown[] {
  const { title, activityTitle, activitySubtitle, activityText, text, facts } = section
  return [title, activityTitle, activitySubtitle, activityText, text, ...factLines(facts)]
}

/** A fact of a receipt has a key, one of a connector card a name. */
function factLines(facts: unknown): readonly string[] {
  return asObjects(facts).map(({ key, name, value }) => linesOf([key ?? name, value]).join(': '))
}

/** Cards hold `{ url }`; some adapters give the address itself. */
function urlOf(image: unknown): unknown {
  return typeof image === 'string' ? image : asObject(image)?.url
}

function isGiven(value: unknown): boolean {
  return value !== undefined
}
