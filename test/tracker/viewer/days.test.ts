import { expect } from 'chai'
import { readTotals } from '../../../src/tracker/queries/totals'
import { cutIntoBuckets } from '../../../src/tracker/viewer/buckets'
import { StoredConversations } from '../queries/stored'

const MINUTE = 60_000
const LATER = Number.MAX_SAFE_INTEGER

/** A zone, and days of its calendar, some of which have 23 or 25 hours. */
const CALENDARS: readonly (readonly [zone: string, year: number, month: number, firstDay: number])[] = [
  ['Asia/Kolkata', 2026, 3, 1],
  ['Asia/Kathmandu', 2026, 3, 1],
  ['Australia/Adelaide', 2026, 10, 2],
  ['Australia/Lord_Howe', 2026, 4, 3],
  ['Australia/Lord_Howe', 2026, 10, 2],
  ['Pacific/Chatham', 2026, 4, 3],
  ['Europe/Berlin', 2026, 3, 27],
  ['America/New_York', 2026, 10, 30],
  ['America/Santiago', 2026, 9, 4],
]

describe('the messages of a day', () => {
  for (const [zone, year, month, firstDay] of CALENDARS) {
    it(`are those that were written on it in ${zone} in month ${month}`, () => {
      const stored = new StoredConversations()
      const byDay = new Map<string, number>()
      // The oracle: the browser's own calendar says on which day each moment is.
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
      const begin = Date.UTC(year, month - 1, firstDay)
      let count = 0
      for (let time = begin; time < begin + 5 * 24 * 60 * MINUTE; time += 7 * MINUTE) {
        stored.says(`user-${count++}`, 'hello', time)
        const name = day.format(time)
        byDay.set(name, (byDay.get(name) ?? 0) + 1)
      }
      const span = { from: begin, to: begin + 5 * 24 * 60 * MINUTE }
      const { spans, unit } = cutIntoBuckets(span, zone, LATER)
      const found = spans.map((bucket) => [
        day.format(bucket.from),
        readTotals(stored.store, bucket).incoming,
      ])
      expect(unit).to.equal('day')
      expect(found).to.deep.equal([...byDay])
      stored.close()
    })
  }

  it('are counted by the hour of the zone where a day is shown', () => {
    const stored = new StoredConversations()
    const midnight = Date.UTC(2026, 2, 1, 18, 30)
    for (const minute of [-10, 0, 20, 59, 60])
      stored.says(`user${minute}`, 'hello', midnight + minute * MINUTE)
    const { spans } = cutIntoBuckets(
      { from: midnight, to: midnight + 24 * 60 * MINUTE },
      'Asia/Kolkata',
      LATER,
    )
    expect(spans).to.have.lengthOf(24)
    expect(spans.slice(0, 2).map((hour) => readTotals(stored.store, hour).incoming)).to.deep.equal([3, 1])
    stored.close()
  })
})
