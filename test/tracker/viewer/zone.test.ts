import { expect } from 'chai'
import { nextHour, offsetAt, offsetsAt, shiftDays, startOfDay } from '../../../src/tracker/viewer/zone'

const iso = (time: number) => new Date(time).toISOString().slice(0, 16)

/** A day, its zone, and when it begins and ends in UTC; from the IANA database's rules, by hand. */
const DAYS: readonly (readonly [zone: string, day: string, start: string, end: string, hours: number])[] = [
  ['UTC', '2026-03-29', '2026-03-29T00:00', '2026-03-30T00:00', 24],
  ['Asia/Kolkata', '2026-03-01', '2026-02-28T18:30', '2026-03-01T18:30', 24],
  ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15', '2026-03-01T18:15', 24],
  ['Australia/Adelaide', '2026-10-04', '2026-10-03T14:30', '2026-10-04T13:30', 23],
  ['Australia/Adelaide', '2026-04-05', '2026-04-04T13:30', '2026-04-05T14:30', 25],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30', '2026-10-04T13:00', 23.5],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00', '2026-04-05T13:30', 24.5],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00', '2026-03-29T22:00', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00', '2026-10-25T23:00', 25],
  // The clock is set at midnight itself.
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00', '2026-09-07T03:00', 23],
  ['America/Santiago', '2026-04-04', '2026-04-04T03:00', '2026-04-05T04:00', 25],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00', '2026-11-02T05:00', 25],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00', '2026-04-24T21:00', 23],
  ['America/Nuuk', '2026-10-24', '2026-10-24T01:00', '2026-10-25T02:00', 25],
]

describe('a day of the calendar', () => {
  for (const [zone, day, start, end, hours] of DAYS) {
    it(`of ${zone} on ${day} has ${hours} hours`, () => {
      const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
      const from = startOfDay({ year, month, day: date }, zone)
      const to = startOfDay({ year, month, day: date + 1 }, zone)
      expect([iso(from), iso(to)]).to.deep.equal([start, end])
      expect((to - from) / 3_600_000).to.equal(hours)
    })
  }

  it('begins the day after where the calendar leaves it out', () => {
    const start = startOfDay({ year: 2011, month: 12, day: 30 }, 'Pacific/Apia')
    expect(iso(start)).to.equal('2011-12-30T10:00')
  })
})

describe('nextHour', () => {
  it('follows the clock of the zone', () => {
    const time = Date.UTC(2026, 5, 1, 12, 5)
    expect(iso(nextHour(time, 'UTC'))).to.equal('2026-06-01T13:00')
    expect(iso(nextHour(time, 'Asia/Kolkata'))).to.equal('2026-06-01T12:30')
    expect(iso(nextHour(time, 'Asia/Kathmandu'))).to.equal('2026-06-01T12:15')
    expect(iso(nextHour(Date.UTC(2026, 5, 1, 12, 30), 'Asia/Kolkata'))).to.equal('2026-06-01T13:30')
  })
})

describe('shiftDays', () => {
  it('keeps the time of day when the clock was changed in between', () => {
    const noon = Date.UTC(2026, 3, 1, 10)
    expect(iso(shiftDays(noon, -7, 'Europe/Berlin'))).to.equal('2026-03-25T11:00')
    expect(iso(shiftDays(noon, -7, 'UTC'))).to.equal('2026-03-25T10:00')
  })

  it('goes from the beginning of a day to the beginning of a day', () => {
    const start = startOfDay({ year: 2026, month: 9, day: 13 }, 'America/Santiago')
    expect(iso(shiftDays(start, -7, 'America/Santiago'))).to.equal('2026-09-06T04:00')
  })
})

describe('offsetsAt', () => {
  for (const [zone, day] of DAYS) {
    it(`gives each moment its offset around ${day} in ${zone}`, () => {
      const noon = Date.parse(`${day}T12:00Z`)
      const times = Array.from({ length: 400 }, (_, index) => noon + (index - 200) * 15 * 60_000)
      expect(offsetsAt(times, zone)).to.deep.equal(times.map((time) => offsetAt(time, zone)))
    })
  }
})
