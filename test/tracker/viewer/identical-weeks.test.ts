import { expect } from 'chai'
import { Dates } from '../../../src/tracker/viewer/dates'
import type { Page } from '../../../src/tracker/viewer/page'
import { eventsPage } from '../../../src/tracker/viewer/pages/events-page'
import { funnelPage } from '../../../src/tracker/viewer/pages/funnel-page'
import { intentsPage } from '../../../src/tracker/viewer/pages/intents-page'
import { notHandledPage } from '../../../src/tracker/viewer/pages/not-handled-page'
import { overviewPage } from '../../../src/tracker/viewer/pages/overview-page'
import { StoredConversations } from '../queries/stored'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const WEEKS = 4

/** A zone, and the day on which the tests look: after a change of the clock where there is one. */
const PLACES: readonly (readonly [zone: string, day: string])[] = [
  ['UTC', '2026-11-18'],
  ['Asia/Kolkata', '2026-11-18'],
  ['Asia/Kathmandu', '2026-11-18'],
  ['Pacific/Chatham', '2026-09-29'],
  ['Australia/Lord_Howe', '2026-10-06'],
  ['Europe/Berlin', '2026-10-27'],
  ['America/New_York', '2026-11-03'],
]

const PAGES: readonly (readonly [path: string, page: Page<unknown>])[] = [
  ['/', overviewPage as Page<unknown>],
  ['/intents', intentsPage as Page<unknown>],
  ['/intents?intent=ASK', intentsPage as Page<unknown>],
  ['/events', eventsPage as Page<unknown>],
  ['/not-handled', notHandledPage as Page<unknown>],
  ['/funnel?step=intent:ASK&step=event:revenueEvent/purchase', funnelPage as Page<unknown>],
]

const REQUEST = { origin: '', exampleKey: '', theme: undefined, thread: {} }

/** The moment at which the clocks of a zone show this date and hour; the oracle is the platform's own calendar. */
function momentOf(date: string, hour: number, zone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const wanted = `${date} ${String(hour).padStart(2, '0')}:`
  for (let time = Date.parse(date) - 15 * HOUR; time < Date.parse(date) + 2 * DAY; time += HOUR / 4) {
    if (clock.format(time).startsWith(wanted)) return time
  }
  throw new RangeError(`${zone} has no ${wanted}00`)
}

const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10)

/** The same week again and again by the clocks of the zone, the last one up to the end of the day. */
function identicalWeeks(day: string, zone: string): StoredConversations {
  const stored = new StoredConversations()
  for (let ago = 7 * WEEKS - 1; ago >= -1; ago--) {
    const date = dayBefore(day, ago)
    const weekday = new Date(Date.parse(date)).getUTCDay()
    // Clocks change between midnight and four: an hour is missing there, or comes twice.
    for (let hour = 4; hour < 24; hour += 2) {
      const time = momentOf(date, hour, zone) + weekday * 60_000
      const user = hour % 4 === 0 ? `regular ${weekday}` : `new ${date} ${hour}`
      stored.says(user, 'Ask', time, { intent: { name: 'ASK' } })
      stored.hears(user, 'Sorry?', time + 1_000, hour === 8 ? { intent: { name: 'NotHandled' } } : {})
      if (hour !== 10) stored.pays(user, hour, time + 2_000)
    }
  }
  return stored
}

describe('identical weeks in the past', () => {
  for (const [zone, day] of PLACES) {
    it(`show no change at any hour of the day in ${zone}`, () => {
      const stored = identicalWeeks(day, zone)
      for (let hour = 4; hour < 28; hour++) {
        const now = momentOf(day, 4, zone) + (hour - 4) * HOUR + 47 * 60_000
        for (const [path, page] of PAGES) {
          for (const span of ['24h', '7d']) {
            const url = new URL(path, 'http://localhost')
            url.searchParams.set('span', span)
            const request = {
              ...REQUEST,
              path: url.pathname,
              query: url.searchParams,
              now,
              dates: new Dates(zone),
            }
            const html = String(page.render(page.load(stored.store, request, {}), request).content)
            const changes = new Set(html.match(/class="change[^"]*"/g))
            expect(changes, `${path} ${span} at ${hour}:47`).to.deep.equal(new Set(['class="change"']))
          }
        }
      }
      stored.close()
    })
  }
})
