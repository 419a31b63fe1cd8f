import type { Tracked } from './payloads'
import { Random } from './random'
import { openings, type Scene, scenes } from './scenes'
import { type Person, Talk } from './talk'

export interface WeekOptions {
  /** @default 1 */
  readonly seed?: number
  /** About so many messages. @default 8_000 */
  readonly messages?: number
  /** ms since the epoch; the week ends there. */
  readonly end: number
}

const DAYS = 7
const HOUR_MS = 3_600_000
const MESSAGES_PER_USER = 20
/** What a session comes to on average. */
const MESSAGES_PER_SESSION = 7.7

/** How busy the hours of a day are, from midnight UTC on. */
const HOURS = [2, 1, 1, 1, 1, 2, 5, 9, 12, 10, 8, 9, 14, 11, 8, 7, 8, 10, 13, 15, 14, 10, 6, 3]
/** The weekend is quieter, and the bot is becoming known. */
const WEEKDAYS = [0.75, 0.95, 1, 1, 1.1, 1.15, 0.8]

/** A week of conversations in the order of time. The same options give the same week. */
export function* week({ seed = 1, messages = 8_000, end }: WeekOptions): Generator<Tracked> {
  const random = new Random(seed)
  const people = makePeople(random, Math.max(1, Math.round(messages / MESSAGES_PER_USER)))
  const welcomed = new Set<Person>()
  const hours = hoursBefore(end)
  const busyness = hours.reduce((sum, { weight }) => sum + weight, 0)
  const sessions = messages / MESSAGES_PER_SESSION
  const rest: Tracked[] = []
  let due = 0
  for (const [index, { start, weight }] of hours.entries()) {
    due += (sessions * weight * (0.8 + 0.4 * random.next())) / busyness
    for (; due >= 1; due--) {
      const person = choose(random, people, index / hours.length)
      const talk = new Talk(random, person, start + random.between(0, HOUR_MS - 1))
      if (!welcomed.has(person)) welcome(talk)
      welcomed.add(person)
      play(talk)
      rest.push(...talk.tracked)
    }
    rest.sort((a, b) => a.time - b.time)
    const next = start + HOUR_MS
    const complete = rest.findIndex(({ time }) => time >= next)
    yield* rest.splice(0, complete === -1 ? rest.length : complete)
  }
  yield* rest.filter(({ time }) => time < end)
}

function hoursBefore(end: number): readonly { readonly start: number; readonly weight: number }[] {
  const first = Math.floor(end / HOUR_MS) * HOUR_MS - DAYS * 24 * HOUR_MS
  return Array.from({ length: DAYS * 24 }, (_, index) => {
    const start = first + index * HOUR_MS
    const date = new Date(start)
    const growth = 0.85 + (0.3 * index) / (DAYS * 24)
    const weight = (HOURS[date.getUTCHours()] ?? 1) * (WEEKDAYS[date.getUTCDay()] ?? 1) * growth
    return { start, weight }
  })
}

const FIRST_NAMES = ['Amara', 'Ben', 'Chiara', 'Deniz', 'Ebba', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jonas']
const LAST_NAMES = [
  'Okafor',
  'Silva',
  'Rossi',
  'Yilmaz',
  'Lindqvist',
  'Haddad',
  'Kim',
  'Tanaka',
  'Vega',
  'Weber',
]

function makePeople(random: Random, count: number): readonly Person[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(1_000_000_000 + index * 7_919 + random.between(0, 7_918)),
    name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
  }))
}

/** A few people write often, and the later in the week, the more have heard of the bot. */
function choose(random: Random, people: readonly Person[], progress: number): Person {
  const known = Math.max(1, Math.ceil(people.length * (0.35 + 0.65 * progress)))
  const person = people[Math.floor(known * random.next() ** 1.8)]
  if (person === undefined) throw new RangeError('nobody is there')
  return person
}

function welcome(talk: Talk): void {
  if (!talk.random.chance(0.3)) return
  const source = talk.random.pick(['ADS', 'WEB', 'FRIEND'])
  talk.event({ type: 'referralEvent', name: 'summerCampaign', ref: 'summer', source })
}

function play(talk: Talk): void {
  let scene: Scene | 'end' = talk.random.weighted(openings)
  while (scene !== 'end') {
    scenes[scene].play(talk)
    scene = talk.random.weighted<Scene | 'end'>(scenes[scene].next)
  }
}
