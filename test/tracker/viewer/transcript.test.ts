import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

const DAY = 24 * 60 * 60_000
const START = Date.UTC(2026, 2, 1, 12)
const DAYS = 200

describe('the page of a long conversation', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
    await running.tracker.import(
      Array.from({ length: DAYS }, (_, day) => ({
        type: 'incoming' as const,
        time: START + day * DAY,
        payload: { text: day % 50 === 0 ? `rain on day ${day}` : `message of day ${day}`, userId: 'ann' },
      })),
    )
  })

  after(() => running.close())

  const page = async (query: string) => {
    const response = await running.get(`/transcripts/ann${query}`, { cookie: 'zone=UTC' })
    return { status: response.status, html: await response.text() }
  }
  const texts = (html: string) =>
    [...html.matchAll(/<\/span>([^<]*(?:<mark>[^<]*<\/mark>[^<]*)*)<\/div>/g)].map(([, text = '']) =>
      text.replace(/<\/?mark>/g, ''),
    )
  /** Where a link of the page leads. */
  const target = (html: string, label: string) => {
    const [, href = ''] = new RegExp(`href="([^"]*)"[^>]*>${label}<`).exec(html) ?? []
    return href.replaceAll('&amp;', '&').replace('/transcripts/ann', '')
  }

  it('begins with the first item of the day that is asked for', async () => {
    const { html } = await page('?day=2026-03-11')
    expect(texts(html)[0]).to.equal('message of day 10')
    expect(html).to.contain('value="2026-03-11"')
  })

  it('shows its end for a day after the last one, and for what is no day', async () => {
    for (const day of ['2027-01-01', '2026-02-30']) {
      expect(texts((await page(`?day=${day}`)).html).at(-1)).to.equal('message of day 199')
    }
  })

  it('leads to its first messages with one click, and says that nothing is older', async () => {
    const first = await page(target((await page('')).html, 'First messages'))
    expect(texts(first.html)[0]).to.equal('rain on day 0')
    expect(first.html).not.to.contain('Older messages')
  })

  it('steps from match to match', async () => {
    const list = await (await running.get('/transcripts?q=rain')).text()
    const last = await page(target(list, '\\s*<span class="user-id">ann'))
    expect(last.html).to.contain('Match 4 of 4')
    const third = await page(target(last.html, 'Previous'))
    expect(third.html).to.contain('Match 3 of 4')
    expect(third.html).to.match(/id="m101"[^>]*aria-current="true"/)
    const fourth = await page(target(third.html, 'Next'))
    expect(fourth.html).to.contain('Match 4 of 4')
    expect(target(fourth.html, 'Next')).to.equal('')
  })

  it('leads from a figure to the latest of what it counts, and on to all of them', async () => {
    const { html } = await page('')
    const part = await page(target(html, '200'))
    expect(part.html)
      .to.contain('Match 200 of 200')
      .and.to.match(/id="m200"[^>]*aria-current="true"/)
    expect((await page(target(part.html, 'Previous'))).html).to.contain('Match 199 of 200')
    expect(html).to.contain('<dt>Messages out</dt><dd>0</dd>')
  })

  it('leads to the nearest match from its end', async () => {
    const end = await page('?q=rain')
    expect(end.html).to.contain('4 matches')
    expect((await page(target(end.html, 'Previous'))).html).to.contain('Match 4 of 4')
  })

  it('keeps the filter while paging, and back in the list', async () => {
    const { html } = await page('?q=rain&span=all')
    for (const label of ['Older messages', 'First messages']) {
      expect(target(html, label)).to.contain('q=rain').and.contain('span=all')
    }
    expect(html).to.contain('href="/transcripts?q=rain&amp;span=all">Transcripts<')
  })
})
