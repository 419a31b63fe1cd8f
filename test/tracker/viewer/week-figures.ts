import type { Tracked } from '../../../samples/week/src/payloads'

const DAY = 24 * 60 * 60_000
const SESSION_GAP = 5 * 60_000
const NOT_HANDLED = 'NotHandled'

/** What the generator's own record says, counted without any code of the tracker. Days and hours are those of UTC. */
export interface Figures {
  /** How often each text was not handled. */
  readonly missed: Map<string, number>
  /** The times of the turns that were not handled, and of the messages from users. */
  readonly missedAt: number[]
  readonly askedAt: number[]
  /** Sessions by their last intent; empty for no intent. */
  readonly exits: Map<string, number>
  readonly sessionsMs: number[]
  readonly repliesMs: number[]
  readonly messagesByUser: number[]
  /** `label|text` of a button and the message that offered it. */
  readonly clicks: Map<string, number>
  readonly revenue: Map<string, number>
  /** Messages from users, by the hour of the week from Monday on. */
  readonly hours: number[]
  /** By user: the day on which anything happened first, and those on which the user wrote. */
  readonly daysByUser: { readonly first: number; readonly wrote: Set<number> }[]
}

export function figuresOf(records: readonly Tracked[]): Figures {
  const figures: Figures = {
    ...{ missed: new Map(), missedAt: [], askedAt: [], exits: new Map(), sessionsMs: [], repliesMs: [] },
    ...{ messagesByUser: [], clicks: new Map(), revenue: new Map(), daysByUser: [] },
    hours: Array<number>(7 * 24).fill(0),
  }
  for (const user of byUser(records)) countUser(user, figures)
  return figures
}

/** Of the messages from users in that time, the share that was not handled. */
export function shareBetween({ missedAt, askedAt }: Figures, from: number, to: number): number {
  const within = (times: readonly number[]) => times.filter((time) => time >= from && time < to).length
  return within(missedAt) / within(askedAt)
}

/** Each user's records in the order of time. */
function byUser(records: readonly Tracked[]): readonly (readonly Tracked[])[] {
  const users = new Map<string, Tracked[]>()
  for (const record of records) {
    const list = users.get(record.payload.userId) ?? []
    list.push(record)
    users.set(record.payload.userId, list)
  }
  return [...users.values()].map((list) => list.toSorted((one, other) => one.time - other.time))
}

function countUser(records: readonly Tracked[], figures: Figures): void {
  const day = (time: number) => Math.floor(time / DAY)
  const incoming = records.filter(({ type }) => type === 'incoming')
  const messages = records.filter(({ type }) => type !== 'event')
  figures.daysByUser.push({
    first: day(records[0]?.time ?? 0),
    wrote: new Set(incoming.map(({ time }) => day(time))),
  })
  if (messages.length > 0) figures.messagesByUser.push(messages.length)
  for (const { time } of incoming) {
    figures.askedAt.push(time)
    const date = new Date(time)
    const hour = ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours()
    figures.hours[hour] = (figures.hours[hour] ?? 0) + 1
  }
  countClicksAndRevenue(records, figures)
  countSessions(messages, figures)
}

function countClicksAndRevenue(records: readonly Tracked[], { clicks, revenue }: Figures): void {
  let [offered, intent] = ['', '']
  for (const record of records) {
    if (record.type === 'event') {
      if (record.payload.type === 'revenueEvent') add(revenue, intent, record.payload.amount)
      continue
    }
    const { type, payload } = record
    if (type === 'outgoing' && payload.buttons !== undefined) offered = payload.text
    if (type === 'incoming' && payload.intent !== undefined) intent = payload.intent.name
    if (payload.postback !== undefined) add(clicks, `${payload.text}|${offered}`, 1)
  }
}

function countSessions(messages: readonly Tracked[], figures: Figures): void {
  let session: Tracked[] = []
  for (const message of messages) {
    const last = session.at(-1)
    if (last !== undefined && message.time - last.time > SESSION_GAP) {
      countSession(session, figures)
      session = []
    }
    session.push(message)
  }
  if (session.length > 0) countSession(session, figures)
}

function countSession(session: readonly Tracked[], figures: Figures): void {
  let exit = ''
  let question: { readonly text: string; readonly time: number } | undefined
  let [isAnswered, isMissed] = [false, false]
  for (const { type, time, payload } of session) {
    if (type === 'event' || !('text' in payload)) continue
    const intent = payload.intent?.name
    if (type === 'incoming') {
      exit = intent ?? (exit === NOT_HANDLED ? '' : exit)
      question = { text: payload.text, time }
      isAnswered = false
      isMissed = false
      continue
    }
    if (question !== undefined && !isAnswered) figures.repliesMs.push(time - question.time)
    isAnswered = true
    if (intent !== NOT_HANDLED || isMissed) continue
    exit = NOT_HANDLED
    isMissed = true
    figures.missedAt.push(time)
    add(figures.missed, question?.text ?? '', 1)
  }
  add(figures.exits, exit, 1)
  figures.sessionsMs.push((session.at(-1)?.time ?? 0) - (session[0]?.time ?? 0))
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
