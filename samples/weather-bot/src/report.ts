import type { DashbotMessage } from 'botbuilder-dashbot'
import type { Tracker } from 'botbuilder-dashbot/tracker'
import Table from 'cli-table3'

type Cell = string | number

interface Column {
  readonly head: string
  /** In characters; by default as wide as its longest cell. */
  readonly width?: number
}

function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const printed = new Table({
    head: columns.map(({ head }) => head),
    colWidths: columns.map(({ width = null }) => width),
    style: { head: [], border: [], compact: true },
    wordWrap: true,
  })
  printed.push(...rows.map((row) => [...row]))
  return printed.toString()
}

/** The conversations as the tracker's database has them, one user after the other. */
export function transcript(tracker: Tracker): string {
  const messages = tracker.messages().toSorted((a, b) => a.payload.userId.localeCompare(b.payload.userId))
  const rows = messages.map(({ type, payload }) => {
    const who = type === 'incoming' ? payload.userId : 'bot'
    return [who, payload.text, intentOf(payload), extrasOf(payload)]
  })
  return table(
    [{ head: 'from' }, { head: 'text', width: 36 }, { head: 'intent', width: 30 }, { head: '', width: 30 }],
    rows,
  )
}

function intentOf({ intent }: DashbotMessage): string {
  if (intent === undefined) return ''
  const inputs = intent.inputs?.map(({ name, value }) => `${name}: ${value}`).join(', ')
  return inputs ? `${intent.name} (${inputs})` : intent.name
}

function extrasOf({ buttons, postback, images }: DashbotMessage): string {
  if (buttons !== undefined) return `buttons: ${buttons.map(({ label }) => label).join(', ')}`
  if (postback !== undefined) return `clicked button ${postback.buttonClick.buttonId}`
  return images === undefined ? '' : `image: ${images.map(({ url }) => url).join(', ')}`
}

/** The events as the tracker's database has them. */
export function events(tracker: Tracker): string {
  const rows = tracker.events().map(({ payload: { type, name, userId, conversationId: _, ...fields } }) => {
    return [type, name, userId, JSON.stringify(fields, null, 1).replace(/\s+/g, ' ')]
  })
  return table([{ head: 'event' }, { head: 'name' }, { head: 'user' }, { head: 'fields', width: 52 }], rows)
}

/** How many of each kind in Dashbot's document have been delivered, by the tracker's database. */
export function delivered(tracker: Tracker): ReadonlyMap<string, number> {
  const messages = tracker.messages()
  const count = (type: 'incoming' | 'outgoing', fits: (message: DashbotMessage) => boolean): number =>
    messages.filter((message) => message.type === type && fits(message.payload)).length
  const { events } = tracker.summary()
  const eventTypes = [
    'customEvent',
    'revenueEvent',
    'pageLaunchEvent',
    'shareEvent',
    'referralEvent',
  ] as const
  return new Map([
    ['incoming message', count('incoming', () => true)],
    ['incoming message with an intent', count('incoming', ({ intent }) => intent !== undefined)],
    ['incoming answer to a button', count('incoming', ({ postback }) => postback !== undefined)],
    ['incoming image', count('incoming', ({ images }) => images !== undefined)],
    ['outgoing message', count('outgoing', () => true)],
    ['outgoing message with an intent', count('outgoing', ({ intent }) => intent !== undefined)],
    ['outgoing message with buttons', count('outgoing', ({ buttons }) => buttons !== undefined)],
    ...eventTypes.map((type): [string, number] => {
      const ofType = events.filter((event) => event.type === type)
      return [type, ofType.reduce((sum, event) => sum + event.count, 0)]
    }),
  ])
}

export function kinds(counts: ReadonlyMap<string, number>): string {
  return table([{ head: 'delivered' }, { head: 'count' }], [...counts])
}

/** The sums of the tracker's database. */
export function summary(tracker: Tracker): string {
  const { incoming, outgoing, users, sessions, notHandled, revenue } = tracker.summary()
  return table(
    ['incoming', 'outgoing', 'users', 'sessions', 'not handled', 'revenue'].map((head) => ({ head })),
    [[incoming, outgoing, users, sessions, notHandled, revenue.toFixed(2)]],
  )
}
