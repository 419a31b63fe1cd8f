import { expect } from 'chai'
import { Dates } from '../../../src/tracker/viewer/dates'
import {
  average,
  count,
  duration,
  money,
  percent,
  plural,
  shortCount,
} from '../../../src/tracker/viewer/numbers'
import { knownZone } from '../../../src/tracker/viewer/zone'

const NOW = Date.UTC(2026, 5, 10, 12, 30)
const DAY = 24 * 60 * 60_000

describe('the writing of numbers and dates', () => {
  it('writes numbers', () => {
    expect(count(12_345)).to.equal('12,345')
    expect(shortCount(1_234_567)).to.equal('1.2M')
    expect(average(4)).to.equal('4.0')
    expect(money(1_234.5)).to.equal('1,234.50')
    expect(money(12_345_678)).to.equal('12.3M')
    expect(percent(0.1234)).to.equal('12.3%')
    expect(plural(1, 'message')).to.equal('1 message')
    expect(plural(2, 'message')).to.equal('2 messages')
  })

  it('writes durations in two units at most', () => {
    expect(duration(0)).to.equal('under 1 s')
    expect(duration(45_000)).to.equal('45 s')
    expect(duration(80 * 60_000)).to.equal('1 h 20 min')
    expect(duration(DAY + 90_000)).to.equal('1 d')
  })

  it('writes times as short as they are understood', () => {
    const dates = new Dates('Europe/Berlin')
    expect(dates.short(NOW, NOW)).to.equal('14:30')
    expect(dates.short(NOW - DAY, NOW)).to.equal('Tue 9 Jun, 14:30')
    expect(dates.short(NOW - 300 * DAY, NOW)).to.equal('14 Aug 2025')
  })

  it('names the points of a chart', () => {
    const dates = new Dates('UTC')
    expect(dates.bucket(NOW, 'week')).to.equal('Week of 10 Jun 2026')
    expect(dates.bucket(NOW, 'month')).to.equal('Jun 2026')
    expect(dates.bucket(NOW, 'year')).to.equal('2026')
    expect(dates.bucket(NOW, 'hour')).to.contain('12:30')
    expect(dates.bucket(NOW, 'day')).to.contain('10 Jun')
  })

  it('knows time zones', () => {
    expect(knownZone('Europe/Berlin')).to.equal('Europe/Berlin')
    expect(knownZone('Nowhere/Land')).to.equal(undefined)
    expect(knownZone('')).to.equal(undefined)
  })
})
