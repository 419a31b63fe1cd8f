import { expect } from 'chai'
import { type SinonFakeTimers, useFakeTimers } from 'sinon'
import { week } from '../../../samples/week/src/week'
import { RunningTracker } from '../running-tracker'
import { type Figures, figuresOf, shareBetween } from './week-figures'

const SLOT = 15 * 60_000
const DAY = 24 * 60 * 60_000
/** A Thursday. */
const NOW = Date.UTC(2026, 10, 26, 19, 7)
const DEPLOYED = 'version 2'

describe("Monday's questions of two generated weeks, from the overview on", () => {
  const end = Math.floor(NOW / SLOT) * SLOT
  const records = [
    ...week({ end: end - 7 * DAY, messages: 3_000, seed: 8 }),
    ...week({ end, messages: 3_000, seed: 7 }),
  ]
  const figures: Figures = figuresOf(records)
  let clock: SinonFakeTimers
  let running: RunningTracker

  before(async () => {
    clock = useFakeTimers({ now: NOW, toFake: ['Date'] })
    running = await RunningTracker.start()
    await running.tracker.import(records)
    await fetch(`${running.url}/annotations?apiKey=K`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: DEPLOYED, time: NOW - 2 * DAY }),
    })
  })

  after(async () => {
    await running.close()
    clock.restore()
  })

  async function open(address: string): Promise<string> {
    const response = await running.get(address, { cookie: 'zone=UTC' })
    expect(response.status, address).to.equal(200)
    return (await response.text()).replaceAll(/\s+/g, ' ').replaceAll(/> </g, '><')
  }

  /** Follows links by their texts, from the overview on: two at most. */
  async function visit(links: readonly string[], span = 'all'): Promise<string> {
    expect(links.length).to.be.at.most(2)
    let html = await open(`/?span=${span}`)
    for (const text of links) {
      const found = [...html.matchAll(/<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/g)].find(
        ([, , content = '']) => content.replaceAll(/<[^>]*>/g, '').trim() === text,
      )
      expect(found, `a link ${text}`).not.to.equal(undefined)
      html = await open((found?.[1] ?? '').replaceAll('&amp;', '&').replace(/#.*/, ''))
    }
    return html
  }

  it('what was not handled, and how often', async () => {
    const html = await visit(['Not handled'])
    const turns = [...figures.missed.values()].reduce((sum, times) => sum + times, 0)
    expect(html).to.contain(`${turns} messages were not handled`)
    for (const [text, times] of figures.missed) {
      const row = new RegExp(
        `>${literally(escaped(text))}</a></th><td class="number"><a [^>]*>${times}</a></td>`,
      )
      expect(html, text).to.match(row)
    }
  })

  it('where people leave', async () => {
    const html = await visit(['Engagement'])
    for (const [intent, times] of top(figures.exits, 8)) {
      const share = percent(times / figures.sessionsMs.length)
      expect(html, intent).to.contain(`<span class="number">${times} · ${share}</span>`)
      expect(html, intent).to.match(
        new RegExp(`<span class="name">${intent}</span><svg.*?</svg><span class="number">${times} · `),
      )
    }
  })

  it('whether the change of last week helped', async () => {
    const html = await visit([], '7d')
    const from = Math.floor(NOW / DAY) * DAY - 6 * DAY
    const now = shareBetween(figures, from, end)
    const before = shareBetween(figures, from - 7 * DAY, end - 7 * DAY)
    const change = `${now > before ? 'up' : 'down'}</span> ${percent(Math.abs(now / before - 1))}`
    expect(html).to.match(
      new RegExp(
        `Not handled</a></dt><dd><span class="stat-value">${percent(now)}</span>.{0,140}${change}</span>`,
      ),
    )
    expect(html)
      .to.contain(`</time> ${DEPLOYED}</li>`)
      .and.to.contain(`data-marks="[${NOW - 2 * DAY}]"`)
  })

  it('who the heavy users are', async () => {
    const html = await visit(['Active users'])
    const listed = [...html.matchAll(/<span>([\d,]+) messages?/g)].map(([, times = '']) => number(times))
    expect(listed).to.deep.equal(figures.messagesByUser.toSorted((one, other) => other - one).slice(0, 25))
  })

  it('which answers are clicked', async () => {
    const html = await visit(['Engagement'])
    for (const [answer, times] of top(figures.clicks, 5)) {
      const [label = '', text = ''] = answer.split('|')
      expect(html, answer).to.match(
        new RegExp(
          `>${literally(escaped(label))}</th><td class="quiet text">${literally(escaped(text))}</td><td class="number">\\d+</td><td class="number">${times}</td>`,
        ),
      )
    }
  })

  it('how long until a reply', async () => {
    const html = await visit(['Engagement'])
    expect(tile(html, 'Time to reply, on average')).to.equal(
      `${(mean(figures.repliesMs) / 1_000).toFixed(1)} s`,
    )
    for (const [label, share] of [
      ['Half of the replies within', 0.5],
      ['90% of the replies within', 0.9],
    ] as const) {
      // A bound is at most a third above the one before it, within which too few replies came.
      const bound = Number.parseFloat(tile(html, label)) * 1_000
      const within = (ms: number) => figures.repliesMs.filter((reply) => reply <= ms).length
      expect(within(bound), label).to.be.at.least(share * figures.repliesMs.length)
      expect(within(bound / 1.34), label).to.be.lessThan(share * figures.repliesMs.length)
    }
    const slowest = figures.repliesMs.toSorted((one, other) => other - one)[0] ?? 0
    expect(html).to.match(
      new RegExp(`Slowest replies.*?<span class="excerpt">${(slowest / 1_000).toFixed(1)} s</span>`),
    )
  })

  it('how many come back on day 1 and day 7', async () => {
    const html = await visit(['Engagement'])
    for (const age of [1, 7]) {
      let [back, users] = [0, 0]
      for (let ago = 13; ago > age; ago--) {
        const day = Math.floor(NOW / DAY) - ago
        const cohort = figures.daysByUser.filter(({ first }) => first === day)
        users += cohort.length
        back += cohort.filter(({ wrote }) => wrote.has(day + age)).length
      }
      const cells = [...(/<tfoot>(.*?)<\/tfoot>/.exec(html)?.[1]?.matchAll(/<td[^>]*>(.*?)<\/td>/g) ?? [])]
      expect(cells[age]?.[0]).to.equal(`<td title="${back} of ${users} users">${percent(back / users)}</td>`)
    }
  })

  it('which hours are the busiest', async () => {
    const html = await visit(['Engagement'])
    const table = /aria-label="Messages by weekday and hour">(.*?)<\/table>/.exec(html)?.[1] ?? ''
    const cells = [...table.matchAll(/<td class="shade-\d">([\d,]+)<\/td>/g)].map(([, cell = '']) =>
      number(cell),
    )
    expect(cells).to.deep.equal(figures.hours)
  })

  it('what brings revenue', async () => {
    const html = await visit(['Engagement'])
    expect([...figures.revenue.keys()]).not.to.be.empty
    for (const [intent, amount] of figures.revenue) {
      const written = new Intl.NumberFormat('en', {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      }).format(amount)
      expect(html, intent).to.match(
        new RegExp(
          `>${intent}</a></th><td class="number">\\d+</td><td class="number">${literally(written)}</td>`,
        ),
      )
    }
  })

  it('how long a session is', async () => {
    const html = await visit(['Engagement'])
    const seconds = Math.floor(mean(figures.sessionsMs) / 1_000)
    const written = `${Math.floor(seconds / 60)} min ${seconds % 60} s`
      .replace(/^0 min /, '')
      .replace(/ 0 s$/, '')
    expect(tile(html, 'Session duration, on average')).to.match(
      new RegExp(`^${written.replace(/ s$/, '(\\.\\d)? s')}$`),
    )
    const messages = figures.messagesByUser.reduce((sum, times) => sum + times, 0)
    expect(tile(html, 'Messages per session')).to.equal((messages / figures.sessionsMs.length).toFixed(1))
  })
})

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (share: number) => `${(share * 100).toFixed(1)}%`
const number = (text: string) => Number(text.replaceAll(',', ''))
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const escaped = (text: string) => text.replaceAll("'", '&#39;').replaceAll('"', '&quot;')

function top(counts: ReadonlyMap<string, number>, limit: number): readonly (readonly [string, number])[] {
  return [...counts]
    .filter(([name]) => name !== '')
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
}

/** The figure of the tile with this label. */
function tile(html: string, label: string): string {
  const pattern = new RegExp(`<dt>${literally(label)}</dt><dd><span class="stat-value">(.*?)</span>`)
  return pattern.exec(html)?.[1] ?? ''
}
