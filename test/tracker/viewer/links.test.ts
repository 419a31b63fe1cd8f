import { expect } from 'chai'
import { week } from '../../../samples/week/src/week'
import { RunningTracker } from '../running-tracker'

/** What stays in every link, in two ways to choose a span. */
const THREADS = ['span=30d&bot=one', `from=${daysAgo(9)}&to=${daysAgo(1)}&bot=one`]
const SECTIONS = ['/', '/transcripts', '/intents', '/not-handled', '/events', '/funnel', '/engagement']
/** Downloads, and what is the same in any span. */
const OUTSIDE = /^\/(?:assets|payloads|export|views|not-handled\.)/
/** Of addresses that differ in their values alone, so many are followed. */
const EACH = 2
const MAX_PAGES = 150

describe('the links of the pages', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start({ apiKeys: { one: 'K', two: 'L' } })
    let sent = 0
    for (const { type, payload, time } of week({ messages: 400, end: Date.now() })) {
      const apiKey = sent++ % 4 === 0 ? 'L' : 'K'
      await running.post(type, { ...payload, dashbot_timestamp: time }, { query: { apiKey } })
    }
  })

  after(() => running.close())

  interface Visited {
    readonly address: string
    readonly status: number
    readonly html: string
  }

  /** Follows every link from the sections on. */
  async function crawl(thread: string): Promise<readonly Visited[]> {
    const waiting = SECTIONS.map((path) => `${path}?${thread}`)
    const known = new Set(waiting)
    const shapes = new Map<string, number>()
    const visited: Visited[] = []
    for (const address of waiting) {
      if (visited.length === MAX_PAGES) break
      const response = await running.get(address, { accept: 'text/html', cookie: 'zone=UTC' })
      const html = await response.text()
      visited.push({ address, status: response.status, html })
      for (const link of linksOf(html)) {
        const [place = ''] = link.split('#')
        const times = shapes.get(shapeOf(place)) ?? 0
        if (known.has(place) || OUTSIDE.test(place) || times >= EACH) continue
        known.add(place)
        shapes.set(shapeOf(place), times + 1)
        waiting.push(place)
      }
    }
    return visited
  }

  for (const thread of THREADS) {
    it(`lead somewhere, and keep ${thread.replace(/\d{4}-\d\d-\d\d/g, 'DAY')}`, async function () {
      this.timeout(120_000)
      const kept = new URLSearchParams(thread)
      const lost: string[] = []
      const visited = (await crawl(thread)).map((page) => ({ ...page, html: withoutPicker(page.html) }))
      for (const { address, status, html } of visited) {
        expect(status, address).to.equal(200)
        // A page that another span was chosen on keeps that one.
        const own = new URL(address, running.url).searchParams
        if (![...kept].every(([name, value]) => own.get(name) === value)) continue
        for (const link of linksOf(html).filter((link) => !OUTSIDE.test(link))) {
          const query = new URL(link, running.url).searchParams
          if (![...kept].every(([name, value]) => query.get(name) === value)) lost.push(`${address}: ${link}`)
        }
        for (const form of html.match(/<form\b[\s\S]*?<\/form>/g) ?? []) {
          const has = ([name, value]: [string, string]) =>
            form.includes(`type="hidden" name="${name}" value="${value}"`)
          if (![...kept].every(has)) lost.push(`${address}: ${form.slice(0, 80)}`)
        }
      }
      expect(lost).to.deep.equal([])
      expect(visited.length).to.be.above(30)
    })
  }

  it('of another span keep the bot and whatever else the page is about', async () => {
    const about: Readonly<Record<string, string>> = {
      '/transcripts': 'q=weather',
      '/intents': 'find=WEATHER',
      '/not-handled': 'below=50',
      '/funnel': 'step=intent:GREETING',
    }
    for (const path of SECTIONS.filter((section) => section !== '/transcripts')) {
      const more = new URLSearchParams(about[path])
      const html = await (await running.get(`${path}?bot=one&${more}`)).text()
      const [picker = ''] = /<nav aria-label="Span of time">[\s\S]*?<\/nav>/.exec(html) ?? []
      expect(linksOf(picker), path).to.have.lengthOf(5)
      for (const link of linksOf(picker)) {
        const query = new URL(link, running.url).searchParams
        for (const [name, value] of [...more, ['bot', 'one'] as const])
          expect(query.get(name), link).to.equal(value)
      }
    }
  })
})

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60_000).toISOString().slice(0, 10)
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/<a\b[^>]*?\bhref="(\/[^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
}

/** Without the places that change the span or the bot. */
function withoutPicker(html: string): string {
  return html
    .replace(/<nav aria-label="Span of time">[\s\S]*?<\/nav>/g, '')
    .replace(/<form class="(?:days|bots)"[\s\S]*?<\/form>|<details class="views">[\s\S]*?<\/details>/g, '')
}

/** Users and positions are as many as there are messages. */
function shapeOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://tracker')
  return `${pathname.replace(/^(\/transcripts\/).*/, '$1')} ${[...searchParams.keys()].sort()}`
}
