import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { cardObject } from '../../mapping/cards'

/** Cards of one shape: title, subtitle, text, images, media, buttons, each of them optional. */
const cardType = /^application\/vnd\.microsoft\.card\.(?:hero|thumbnail|animation|audio|video|signin)$/

/** What a card comes to in a direct message. */
export interface MessageCard {
  readonly text: readonly string[]
  readonly images: readonly string[]
  readonly buttons: readonly JsonObject[]
}

/** A card's content, an object or JSON text; undefined for a card that does not fit a direct message. */
export function readMessageCard(contentType: string, content: unknown): MessageCard | undefined {
  const card = cardObject(content) ?? {}
  if (cardType.test(contentType)) {
    return {
      text: [card.title, card.subtitle, card.text, ...urls(card.media)].map(asText).filter(isThere),
      images: urls(card.images),
      buttons: asObjects(card.buttons),
    }
  }
  const fallback = asText(card.fallbackText)
  return fallback === undefined ? undefined : { text: [fallback], images: [], buttons: [] }
}

function urls(list: unknown): readonly string[] {
  return asList(list)
    .map((entry) => asText(asObject(entry)?.url))
    .filter(isThere)
}

function isThere<Value>(value: Value | undefined): value is Value {
  return value !== undefined
}
