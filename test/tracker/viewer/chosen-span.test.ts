import { expect } from 'chai'
import { chooseSpan } from '../../../src/tracker/viewer/chosen-span'

const HOUR = 60 * 60_000
const NOW = Date.UTC(2026, 5, 10, 12, 30)
const END = Date.UTC(2026, 5, 10, 12, 45)
const EXTENT = { from: Date.UTC(2026, 4, 1), to: END }

const choose = (query: string, zone = 'UTC', extent: typeof EXTENT | undefined = EXTENT) =>
  chooseSpan(new URLSearchParams(query), { zone, now: NOW, extent })

describe('chooseSpan', () => {
  it('takes the last seven days without a word', () => {
    expect(choose('')).to.deep.equal({
      preset: '7d',
      from: Date.UTC(2026, 5, 4),
      to: END,
      firstDay: '2026-06-04',
      lastDay: '2026-06-10',
    })
  })

  it('takes presets', () => {
    expect(choose('span=24h')).to.include({ from: END - 24 * HOUR, to: END })
    expect(choose('span=30d').from).to.equal(Date.UTC(2026, 4, 12))
    expect(choose('span=all')).to.include(EXTENT)
  })

  it('begins days as the zone does', () => {
    expect(choose('span=7d', 'America/New_York').from).to.equal(Date.UTC(2026, 5, 4, 4))
    expect(choose('span=7d', 'Asia/Kolkata').from).to.equal(Date.UTC(2026, 5, 3, 18, 30))
    expect(choose('span=7d', 'Asia/Kathmandu').from).to.equal(Date.UTC(2026, 5, 3, 18, 15))
  })

  it('takes days, both inclusive', () => {
    const span = choose('span=custom&from=2026-05-10&to=2026-05-11')
    expect(span).to.include({ preset: 'custom', from: Date.UTC(2026, 4, 10), to: Date.UTC(2026, 4, 12) })
    expect(span).to.include({ firstDay: '2026-05-10', lastDay: '2026-05-11' })
  })

  it('reaches no further than what is stored', () => {
    expect(choose('from=1970-01-01&to=9999-12-31')).to.include(EXTENT)
    expect(choose('from=2026-05-10')).to.include({ from: Date.UTC(2026, 4, 10), to: END })
    expect(choose('to=2026-05-10')).to.include({ from: EXTENT.from, to: Date.UTC(2026, 4, 11) })
    expect(choose('from=1970-01-01&to=1970-01-02').from).to.be.lessThan(Date.UTC(1970, 0, 3))
  })

  for (const query of [
    'span=NaN',
    'span=custom',
    'span=__proto__',
    'from=NaN&to=NaN',
    'from=-1&to=99999999999999',
    'from=2026-02-30',
    'from=2026-13-01',
    'from=0000-00-00',
    'from=2026-05-11&to=2026-05-10',
  ]) {
    it(`takes the default for ${query}`, () => {
      expect(choose(query)).to.deep.equal(choose(''))
    })
  }

  it('has a span for an empty database', () => {
    for (const query of ['', 'span=all', 'from=2026-05-10&to=2026-05-11', 'from=1970-01-01&to=9999-12-31']) {
      const { from, to } = chooseSpan(new URLSearchParams(query), {
        zone: 'UTC',
        now: NOW,
        extent: undefined,
      })
      expect(to - from, query).to.be.greaterThan(0)
    }
  })
})
