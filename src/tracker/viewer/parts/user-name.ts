import type { NamedUser } from '../../queries/user'
import type { Html } from '../html'
import { html } from '../html'

/** Of a name or id in a list, so many characters. */
const SHOWN = 64

/** A name that may be very long, cut for a list; the whole of it is the title. */
export function shortName(name: string): Html {
  const characters = [...name]
  if (characters.length <= SHOWN) return html`${name}`
  return html`<span title="${name}">${characters.slice(0, SHOWN - 1).join('')}…</span>`
}

/** How a user is called: the name, with the handle or else the id beside it; the id alone where no name is known. */
export function userName({ userId, name, handle }: NamedUser): Html {
  if (name === undefined && handle === undefined) return shortName(userId)
  const beside = name !== undefined && handle !== undefined ? `@${handle}` : userId
  return html`<bdi>${shortName(name ?? `@${handle}`)}</bdi> <span class="quiet" title="${userId}">${shortName(beside)}</span>`
}

/** The same as plain text, for a title. */
export function plainUserName({ userId, name, handle }: NamedUser): string {
  return name ?? (handle === undefined ? userId : `@${handle}`)
}
