import { expect } from 'chai'
import { chooseSpan } from '../../../src/tracker/viewer/chosen-span'
import { comparedSpans } from '../../../src/tracker/viewer/compared-span'

const DAY = 24 * 60 * 60_000
const NOW = Date.UTC(2026, 10, 24, 12, 40)
const EXTENT = { from: Date.UTC(2025, 0, 1), to: NOW }

function compare(query: string, zone: string, { now = NOW, extent = EXTENT } = {}) {
  const span = chooseSpan(new URLSearchParams(query), { zone, now, extent })
  return comparedSpans(span, { zone, now, extent })
}

describe('comparedSpans', () => {
  it('takes the same hours of the same weekdays a week before', () => {
    const { now, before } = compare('span=7d', 'UTC') ?? {}
    expect(now).to.deep.equal({ from: Date.UTC(2026, 10, 18), to: Date.UTC(2026, 10, 24, 12, 30) })
    expect(before).to.deep.equal({ from: Date.UTC(2026, 10, 11), to: Date.UTC(2026, 10, 17, 12, 30) })
  })

  for (const [query, days] of [
    ['span=24h', 7],
    ['span=30d', 35],
    ['span=90d', 91],
    ['from=2026-11-10&to=2026-11-10', 7],
    ['from=2026-11-10&to=2026-11-17', 14],
  ] as const) {
    for (const zone of ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
      it(`goes back ${days} days for ${query} in ${zone}`, () => {
        const { now, before } = compare(query, zone) ?? { now: EXTENT, before: EXTENT }
        expect(now.from - before.from).to.equal(days * DAY)
        expect(now.to - before.to).to.equal(days * DAY)
        expect(before.to).to.be.at.most(now.from)
      })
    }
  }

  it('goes back one week at any hour of the day, also in the week in which the clock changes', () => {
    for (let hour = 0; hour < 24; hour++) {
      const now = Date.UTC(2026, 9, 26, hour, 59)
      const { before } = compare('span=7d', 'Europe/Berlin', { now }) ?? {}
      const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' })
      const first = Date.parse(local.format(now)) - 13 * DAY
      expect(local.format(before?.from)).to.equal(new Date(first).toISOString().slice(0, 10))
    }
  })

  it('compares with nothing where nothing was stored then', () => {
    const extent = { from: Date.UTC(2026, 10, 12), to: NOW }
    expect(compare('span=7d', 'UTC', { extent })).to.equal(undefined)
    expect(compare('span=all', 'UTC')).to.equal(undefined)
    expect(
      compare('span=7d', 'UTC', { extent: { ...extent, from: Date.UTC(2026, 10, 11, 9) } }),
    ).not.to.equal(undefined)
  })
})
