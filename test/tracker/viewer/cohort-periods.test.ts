import { expect } from 'chai'
import { COHORT_PERIODS, cohortPeriods } from '../../../src/tracker/viewer/cohort-periods'

/** A Wednesday. */
const NOW = Date.UTC(2026, 3, 8, 12, 30)
const SPAN = { from: NOW - 1, to: NOW }

describe('cohortPeriods', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Santiago']) {
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' })
    const weekday = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' })

    it(`are the days of ${zone}, also where the clock changes`, () => {
      const periods = cohortPeriods('day', SPAN, zone, undefined)
      expect(periods).to.have.lengthOf(COHORT_PERIODS.day)
      const last = Date.parse(day.format(NOW))
      for (const [index, { from, to }] of periods.entries()) {
        const date = new Date(last - (COHORT_PERIODS.day - 1 - index) * 86_400_000).toISOString().slice(0, 10)
        expect([day.format(from), day.format(to - 1)]).to.deep.equal([date, date])
        expect(clock.format(from)).to.equal('00:00:00')
      }
    })

    it(`are weeks from Monday to Sunday, and months, of ${zone}`, () => {
      const weeks = cohortPeriods('week', SPAN, zone, undefined)
      expect(weeks.map(({ from, to }) => [weekday.format(from), weekday.format(to - 1)])).to.deep.equal(
        Array(COHORT_PERIODS.week).fill(['Monday', 'Sunday']),
      )
      const months = cohortPeriods('month', SPAN, zone, undefined)
      expect(months.map(({ from }) => day.format(from).slice(-2))).to.deep.equal(
        Array(COHORT_PERIODS.month).fill('01'),
      )
      for (const periods of [weeks, months]) {
        expect(periods.at(-1)?.to).to.be.greaterThan(NOW)
        expect(periods.slice(1).map(({ from }) => from)).to.deep.equal(
          periods.slice(0, -1).map(({ to }) => to),
        )
      }
    })
  }

  it('begin where anything is stored', () => {
    const extent = { from: NOW - 40 * 60 * 60_000, to: NOW }
    expect(cohortPeriods('day', SPAN, 'UTC', extent)).to.have.lengthOf(3)
  })
})
