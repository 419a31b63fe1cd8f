import { expect } from 'chai'
import { cutIntoBuckets } from '../../../src/tracker/viewer/buckets'

const DAY = 24 * 60 * 60_000
/** Later than every span here. */
const END = Number.MAX_SAFE_INTEGER
const iso = (time: number) => new Date(time).toISOString().slice(0, 16)

describe('cutIntoBuckets', () => {
  it('cuts a day by the hour', () => {
    const { unit, spans } = cutIntoBuckets({ from: 0, to: DAY }, 'UTC', END)
    expect(unit).to.equal('hour')
    expect(spans).to.have.lengthOf(24)
  })

  it('cuts a week at the midnights of the zone, also when the clocks change', () => {
    const from = Date.UTC(2026, 2, 27, 23)
    const { unit, spans } = cutIntoBuckets({ from, to: Date.UTC(2026, 2, 30, 22) }, 'Europe/Berlin', END)
    expect(unit).to.equal('day')
    expect(spans.map((span) => iso(span.from))).to.deep.equal([
      '2026-03-27T23:00',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
    ])
  })

  for (const [days, unit, most] of [
    [200, 'week', 30],
    [1_000, 'month', 36],
    [9_000, 'year', 26],
    [1_000_000, 'year', 200],
  ] as const) {
    it(`cuts ${days} days by the ${unit}, without gaps`, () => {
      const whole = { from: 0, to: days * DAY }
      const { unit: found, spans } = cutIntoBuckets(whole, 'UTC', END)
      expect(found).to.equal(unit)
      expect(spans.length).to.be.within(2, most)
      expect(spans[0]?.from).to.equal(whole.from)
      expect(spans.at(-1)?.to).to.equal(whole.to)
      for (const [index, span] of spans.slice(1).entries()) expect(span.from).to.equal(spans[index]?.to)
    })
  }

  it('says whether the last one is over', () => {
    const day = { from: 0, to: 3 * DAY }
    expect(cutIntoBuckets(day, 'UTC', 3 * DAY).isOpen).to.equal(false)
    expect(cutIntoBuckets(day, 'UTC', 3 * DAY - 1).isOpen).to.equal(true)
  })

  it('knows that a day goes on where the span ends within it', () => {
    const morning = { from: 0, to: 2.25 * DAY }
    expect(cutIntoBuckets(morning, 'UTC', 2.5 * DAY).isOpen).to.equal(true)
    expect(cutIntoBuckets(morning, 'UTC', 3 * DAY).isOpen).to.equal(false)
  })
})
