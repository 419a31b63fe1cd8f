import type { Tracker } from 'botbuilder-dashbot/tracker'
import Table from 'cli-table3'

type Cell = string | number

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const printed = new Table({ head: [...head], style: { head: [], border: [] }, wordWrap: true })
  printed.push(...rows.map((row) => [...row]))
  return printed.toString()
}

/** The conversations as the tracker's database has them. */
export function transcript(tracker: Tracker): string {
  const messages = tracker.messages().map(({ type, payload }) => {
    const { text, intent, images, buttons, postback, userId } = payload
    const inputs = intent?.inputs?.map(({ name, value }) => `${name}: ${value}`).join(', ')
    const intentCell = intent === undefined ? '' : `${intent.name}${inputs ? ` (${inputs})` : ''}`
    const rest = [
      buttons === undefined ? '' : `buttons: ${buttons.map(({ label }) => label).join(', ')}`,
      postback === undefined ? '' : `clicked: ${postback.buttonClick.buttonId}`,
      images === undefined ? '' : `images: ${images.length}`,
    ]
    return [type, userId, text, intentCell, rest.filter((text) => text !== '').join('; ')]
  })
  return table(['', 'user', 'text', 'intent', 'also'], messages)
}

/** The events as the tracker's database has them. */
export function events(tracker: Tracker): string {
  const rows = tracker.events().map(({ payload: { type, name, userId, ...rest } }) => {
    const { conversationId: _, ...fields } = rest
    return [type, name, userId, JSON.stringify(fields)]
  })
  return table(['event', 'name', 'user', 'fields'], rows)
}

/** What was captured and delivered of each kind, and the sums of the tracker's database. */
export function summary(tracker: Tracker): string {
  const { incoming, outgoing, users, sessions, notHandled, revenue } = tracker.summary()
  return table(
    ['incoming', 'outgoing', 'users', 'sessions', 'not handled', 'revenue'],
    [[incoming, outgoing, users, sessions, notHandled, revenue.toFixed(2)]],
  )
}
