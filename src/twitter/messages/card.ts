import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { adaptiveCard } from '../../mapping/adaptive-card'
import { cardObject } from '../../mapping/cards'
import { limits } from './limits'

/** Cards of one shape: title, subtitle, text, images, media, buttons, each of them optional. */
const cardType = /^application\/vnd\.microsoft\.card\.(?:hero|thumbnail|animation|audio|video|signin)$/

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

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
  if (contentType === ADAPTIVE_CARD) return adaptiveMessageCard(card)
  const fallback = asText(card.fallbackText)
  return fallback === undefined ? undefined : { text: [fallback], images: [], buttons: [] }
}

/**
 * Its texts, images and actions, as far as X takes them: what is too much for buttons becomes text. Undefined for a
 * card that shows nothing.
 */
function adaptiveMessageCard(card: JsonObject): MessageCard | undefined {
  const { lines, images, choices } = adaptiveCard(card)
  const text = [...lines]
  const buttons: JsonObject[] = []
  const left: Record<'openUrl' | 'imBack', number> = {
    openUrl: limits.callToActions,
    imBack: limits.quickReplies,
  }
  for (const { label, value } of choices) {
    const type = /^https?:\/\//i.test(value) ? 'openUrl' : 'imBack'
    if (left[type] > 0) buttons.push({ type, title: shortened(label), value: metadata(label, value) })
    else text.push(type === 'openUrl' ? `${label}: ${value}` : label)
    left[type] -= 1
  }
  const shown = images.map(asText).filter(isThere).filter(isFetchable)
  if (text.length === 0 && shown.length === 0) text.push(...choices.map(({ label }) => label))
  return text.length + shown.length > 0 ? { text, images: shown, buttons } : undefined
}

function shortened(label: string): string {
  const characters = [...label]
  if (characters.length <= limits.quickReplyLabel) return label
  return `${characters.slice(0, limits.quickReplyLabel - 1).join('')}…`
}

/** What comes back with an answer: the action's data, or its label where that is too long. */
function metadata(label: string, value: string): string {
  if ([...value].length <= limits.quickReplyMetadata || /^https?:\/\//i.test(value)) return value
  return [...label].slice(0, limits.quickReplyMetadata).join('')
}

function isFetchable(url: string): boolean {
  return /^(?:https?|data):/i.test(url)
}

function urls(list: unknown): readonly string[] {
  return asList(list)
    .map((entry) => asText(asObject(entry)?.url))
    .filter(isThere)
}

function isThere<Value>(value: Value | undefined): value is Value {
  return value !== undefined
}
