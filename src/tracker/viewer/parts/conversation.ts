import type {
  ConversationButton,
  TranscriptEvent,
  TranscriptItem,
  TranscriptMessage,
} from '../../queries/conversation'
import type { SearchTerms } from '../../search/search-terms'
import { markMatches } from '../../search/search-terms'
import type { Html } from '../html'
import { html } from '../html'
import { money } from '../numbers'
import type { PageRequest } from '../request'
import { icon } from './icon'
import { intentChip } from './intent-chip'
import { payloadLink } from './payload-link'

export interface ConversationOptions {
  readonly request: PageRequest
  /** Marked in the texts. */
  readonly terms: SearchTerms | undefined
  /** The item at which the conversation is opened. */
  readonly current: Pick<TranscriptItem, 'kind' | 'id'> | undefined
}

/** Messages as bubbles, the user's on the left and the bot's on the right, with events, days and sessions between. */
export function conversation(items: readonly TranscriptItem[], options: ConversationOptions): Html {
  const { dates } = options.request
  let day = ''
  let session: number | undefined
  const entries = items.map((item) => {
    const separators: Html[] = []
    const itsDay = dates.fullDay(item.time)
    if (itsDay !== day)
      separators.push(html`<li class="day" data-key="day-${itsDay}"><h2>${itsDay}</h2></li>`)
    else if (item.kind === 'message' && session !== undefined && item.session !== session) {
      separators.push(
        html`<li class="session" data-key="session-${item.session}"><span>New session, ${dates.time(item.time)}</span></li>`,
      )
    }
    day = itsDay
    if (item.kind === 'message') session = item.session
    return [...separators, item.kind === 'message' ? messageEntry(item, options) : eventEntry(item, options)]
  })
  // A log: a screen reader reads out what is added.
  return html`<div role="log" aria-label="Messages"><ol class="conversation">${entries}</ol></div>`
}

function messageEntry(message: TranscriptMessage, options: ConversationOptions): Html {
  const { request, terms } = options
  const { dates } = request
  const { id, time, incoming, text, intent, images, buttons, clicked } = message
  const who = incoming ? 'User' : 'Bot'
  return html`<li class="message ${incoming ? 'from-user' : 'from-bot'}" id="m${id}" data-key="m${id}" ${isCurrent(message, options) && html`aria-current="true"`}>
  <div class="bubble" dir="auto"><span class="hidden" dir="ltr">${who}: </span>${marked(text, terms)}</div>
  ${images.length > 0 && html`<div class="images">${images.map((url) => image(url, who))}</div>`}
  ${buttons.length > 0 && html`<ul class="buttons" aria-label="Buttons">${buttons.map(button)}</ul>`}
  <p class="notes">${
    clicked !== undefined && html`<span class="answered">${icon('check')}Clicked button ${clicked}</span>`
  }${
    intent !== undefined &&
    html`${intentChip(intent.name, request, intent.confidence)}${intent.inputs.map(
      (input) => html`<span class="input"><span>${input.name}</span> ${input.value}</span>`,
    )}`
  }<time datetime="${new Date(time).toISOString()}" title="${dates.full(time)}">${dates.time(time)}</time>${payloadLink('messages', id)}</p>
</li>`
}

function isCurrent({ kind, id }: TranscriptItem, { current }: ConversationOptions): boolean {
  return current !== undefined && current.kind === kind && current.id === id
}

function marked(text: string, terms: SearchTerms | undefined): Html {
  if (terms === undefined) return html`${text}`
  return html`${markMatches(text, terms).map((part) => (part.isMatch ? html`<mark>${part.text}</mark>` : part.text))}`
}

/** Of an address that is shown as text, so much. */
const ADDRESS_LENGTH = 100

/** Images are fetched from where they are: from the web, or out of the message itself. */
function image(url: string, who: string): Html {
  const isWeb = /^https?:\/\//i.test(url)
  if (!isWeb && !/^data:image\//i.test(url)) {
    return html`<span class="image-address">${icon('image')}${url.slice(0, ADDRESS_LENGTH)}</span>`
  }
  const picture = html`<img src="${url}" alt="Image from the ${who.toLowerCase()}" loading="lazy" referrerpolicy="no-referrer" data-image>`
  return isWeb ? html`<a href="${url}" rel="noreferrer noopener" target="_blank">${picture}</a>` : picture
}

function button({ label, value, clickedBy }: ConversationButton): Html {
  const name = label === '' ? value : label
  if (clickedBy === undefined) return html`<li class="choice" title="${value}">${name}</li>`
  return html`<li class="choice choice-clicked" title="${value}">${icon('check')}<a href="#m${clickedBy}">${name}<span class="hidden"> (clicked)</span></a></li>`
}

function eventEntry(event: TranscriptEvent, options: ConversationOptions): Html {
  const { id, time, type, name, amount } = event
  const { dates } = options.request
  return html`<li class="event" id="e${id}" data-key="e${id}" ${isCurrent(event, options) && html`aria-current="true"`}>
  <p class="notes">${icon('events')}<strong>${name}</strong><span>${type}</span>${amount !== undefined && html`<strong>${money(amount)}</strong>`}
  <time datetime="${new Date(time).toISOString()}" title="${dates.full(time)}">${dates.time(time)}</time>${payloadLink('events', id)}</p>
</li>`
}
