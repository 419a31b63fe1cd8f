import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

const DAY = 24 * 60 * 60_000
const PAGES = ['/', '/transcripts', '/intents', '/not-handled', '/events', '/funnel', '/engagement']
const BROWSER = { accept: 'text/html,application/xhtml+xml' }

describe('the pages', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
  })

  after(() => running.close())

  const page = async (path: string, headers: Record<string, string> = BROWSER) => {
    const response = await running.get(path, headers)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  for (const path of PAGES) {
    it(`say at ${path} what to do while there is nothing to show`, async () => {
      const { status, text, headers } = await page(path)
      expect(status).to.equal(200)
      expect(text)
        .to.contain('Nothing has been tracked yet')
        .and.to.contain(`serverRoot: &#39;${running.url}&#39;`)
      expect(headers.get('server-timing')).to.match(/^db;dur=[\d.]+, render;dur=[\d.]+$/)
    })
  }

  describe('with conversations', () => {
    before(async () => {
      await running.post('incoming', {
        text: 'weather in Lisbon',
        userId: 'ann/1',
        intent: { name: 'WEATHER', inputs: [{ name: 'city', value: 'Lisbon' }], confidence: 0.93 },
      })
      await running.post('outgoing', {
        text: 'Rain. More?',
        userId: 'ann/1',
        buttons: [
          { id: '1', label: 'Yes', value: 'yes' },
          { id: '2', label: '', value: 'no' },
        ],
        images: [
          { url: 'https://example.com/rain.png' },
          { url: 'data:image/png;base64,AA==' },
          { url: 'javascript:alert(1)' },
        ],
      })
      await running.post('incoming', {
        text: 'yes',
        userId: 'ann/1',
        postback: { buttonClick: { buttonId: '1' } },
        intent: { name: 'MORE' },
      })
      await running.post('outgoing', { text: 'Sorry?', userId: 'ann/1', intent: { name: 'NotHandled' } })
      await running.post('incoming', {
        text: '<script>alert("x")</script>',
        userId: '<b>bob</b>',
        intent: { name: '"><img src=x>' },
      })
      await running.post('event', { type: 'revenueEvent', name: 'umbrella', userId: 'ann/1', amount: 12.5 })
      await running.post('event', { type: 'customEvent', name: 'served', userId: 'zoe' })
    })

    it('show the figures, the top intents and the latest conversations at /', async () => {
      const { text } = await page('/')
      expect(text).to.match(/Messages in<\/a><\/dt>\s*<dd><span class="stat-value">3</)
      expect(text).to.match(/Revenue<\/a><\/dt>\s*<dd><span class="stat-value">12\.50</)
      expect(text).to.match(/Not handled<\/a><\/dt>\s*<dd><span class="stat-value">33\.3%</)
      expect(text).to.contain('href="/intents?intent=WEATHER"').and.to.contain('Events only')
    })

    it('call users by their names in the latest events and messages, with the id as the title', async () => {
      const named = { userId: 'named', platformUserJson: { name: 'Deniz Vega', screen_name: 'denizvega' } }
      await running.post('incoming', { ...named, text: 'hi', intent: { name: 'GREETING' } })
      await running.post('event', { type: 'customEvent', name: 'greeted', userId: 'named' })
      for (const path of ['/events', '/intents?intent=GREETING']) {
        expect((await page(path)).text, path).to.contain(
          '<bdi>Deniz Vega</bdi> <span class="quiet" title="named">@denizvega</span>',
        )
      }
    })

    it('export what they are about', async () => {
      for (const path of [
        '/',
        '/transcripts',
        '/intents',
        '/not-handled',
        '/events',
        '/funnel',
        '/engagement',
      ]) {
        const { text } = await page(`${path}?span=all`)
        expect(text, path).to.match(/href="\/(?:export|not-handled)\.csv[^"]*" download/)
      }
    })

    it('say of users who are sorted by a figure what it is within the span', async () => {
      const { text } = await page('/transcripts?span=all&sort=messages')
      expect(text).to.contain('4 messages in this span, 4 in all')
      expect((await page('/transcripts?sort=messages')).text).not.to.contain('in this span')
    })

    it('escape whatever users and bots wrote, on every page', async () => {
      for (const path of [
        ...PAGES,
        `/transcripts/${encodeURIComponent('<b>bob</b>')}`,
        '/transcripts?q=script',
      ]) {
        const { text } = await page(path)
        expect(text, path)
          .not.to.contain('<script>alert')
          .and.not.to.contain('<b>bob')
          .and.not.to.contain('<img src=x')
      }
      const { text } = await page(`/transcripts/${encodeURIComponent('<b>bob</b>')}`)
      expect(text).to.contain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
    })

    it('show a conversation with chips, inputs, buttons, pictures and events', async () => {
      const { text } = await page('/transcripts/ann%2F1')
      expect(text).to.contain('WEATHER<span class="chip-note" title="Confidence">93%</span>')
      expect(text).to.contain('<span>city</span> Lisbon')
      expect(text).to.match(/choice-clicked[^>]*>.*Yes<span class="hidden"> \(clicked\)/)
      expect(text).to.contain('<li class="choice" title="no">no</li>')
      expect(text).to.contain('Clicked button 1')
      expect(text).to.contain('chip-bad').and.to.contain('umbrella')
      expect(text).to.match(
        /<a href="https:\/\/example.com\/rain.png" rel="noreferrer noopener"[^>]*><img [^>]*loading="lazy" referrerpolicy="no-referrer"/,
      )
      expect(text)
        .to.contain('src="data:image/png;base64,AA=="')
        .and.not.to.match(/(src|href)="javascript:/)
    })

    it('give the raw payload on demand', async () => {
      const { text } = await page('/transcripts/ann%2F1')
      const links = [...text.matchAll(/href="(\/payloads\/(?:messages|events)\/\d+)"/g)].map(
        ([, link]) => link ?? '',
      )
      expect(links).to.have.lengthOf(5)
      const payloads = await Promise.all(links.map(async (link) => JSON.parse((await page(link)).text)))
      expect(payloads[0]).to.include({ text: 'weather in Lisbon', userId: 'ann/1' })
      expect(payloads.at(-1)).to.include({ name: 'umbrella', amount: 12.5 })
      for (const path of ['/payloads/messages/999', '/payloads/events/x'])
        expect((await page(path)).status).to.equal(404)
    })

    it('search and filter the transcripts', async () => {
      const found = async (query: string) =>
        [...(await page(`/transcripts?${query}`)).text.matchAll(/data-key="([^"]+)"/g)].map(([, key]) => key)
      expect(await found('q=lisb')).to.deep.equal(['ann/1'])
      expect(await found('user=z')).to.deep.equal(['zoe'])
      expect(await found('intent=MORE')).to.deep.equal(['ann/1'])
      expect(await found('event=customEvent/served')).to.deep.equal(['zoe'])
      expect(await found('q=lisbon&event=customEvent/served')).to.deep.equal([])
      expect((await page('/transcripts?q=lisbon')).text).to.contain('<mark>Lisbon</mark>')
      expect((await page('/transcripts?q=nowhere')).text).to.contain('No conversation matches')
      expect((await page('/transcripts?q=%3F%3F')).text).to.contain('Nothing to search for')
    })

    it('lead from a match to the message', async () => {
      const { text } = await page('/transcripts?q=lisbon')
      const [, link = ''] = /href="(\/transcripts\/ann[^"]+)"/.exec(text) ?? []
      expect(link).to.match(/^\/transcripts\/ann%2F1\?q=lisbon&amp;at=\d+#m\d+$/)
      expect((await page(link.replaceAll('&amp;', '&'))).text).to.contain('<mark>Lisbon</mark>')
    })

    it('show intents with the path, and one of them with its inputs and messages', async () => {
      const all = (await page('/intents')).text
      expect(all).to.match(/<path class="ribbon[^>]*d="M[^"]+"><title>WEATHER → MORE: 1/)
      const one = (await page('/intents?intent=WEATHER')).text
      expect(one)
        .to.contain('<h1>WEATHER</h1>')
        .and.to.contain('weather in Lisbon')
        .and.to.contain('Lisbon</span>')
    })

    it('have no page for an intent that never came', async () => {
      expect((await page('/intents?intent=NEVER')).status).to.equal(404)
    })

    it('show events by type and name with what they brought', async () => {
      const all = (await page('/events')).text
      expect(all).to.contain('umbrella').and.to.contain('served').and.to.contain('12.50')
      const one = (await page('/events?type=customEvent&name=served')).text
      expect(one)
        .to.match(/data-key="e\d+"/)
        .and.not.to.match(/data-key="e\d+".*umbrella/)
    })

    it('show how many users pass the steps of a funnel, and suggest one', async () => {
      const suggested = (await page('/funnel')).text
      expect(suggested)
        .to.contain('Choose the steps')
        .and.to.match(/href="\/funnel\?step=/)
      const { text } = await page('/funnel?step=intent:WEATHER&step=event:revenueEvent/umbrella')
      expect(text).to.contain('1 user of 1 passed every step').and.to.contain('100.0% of the step before')
      expect((await page('/funnel?step=intent:NEVER')).text).to.contain('0 users of 0 passed every step')
    })

    it('answer senseless queries with a sane page', async () => {
      const queries = [
        'span=NaN&from=NaN&to=-1',
        'from=9999-99-99',
        'from=1970-01-01&to=9999-12-31',
        'after=NaN',
        'after=-1--1',
        'after=1-2-3',
        'after=999999999999999-999999999999999',
        'before=NaN',
        'before=-9.m1',
        'before=9999999999999999.m999999999999999',
        'at=99999999999999999999',
        'at=0',
        `q=${'x'.repeat(3_000)}`,
        'q=%22%20OR%20NEAR(',
        'q=%00%FF',
        'event=/&intent=',
        'step=&step=x&step=event:&step=event:a/&step=intent:',
        'type=never&name=never',
        `${'step=intent:WEATHER&'.repeat(50)}`,
      ]
      for (const path of [...PAGES, '/transcripts/ann%2F1']) {
        for (const query of queries) {
          const { status, text } = await page(`${path}?${query}`)
          expect(status, `${path}?${query.slice(0, 60)}`).to.equal(200)
          // The page's own address, which the form for saved views carries, is as senseless as it was.
          const shown = text.replace(/<input type="hidden" name="address"[^>]*>/g, '')
          expect(shown).not.to.match(/NaN|undefined|Invalid Date|Infinity/)
        }
      }
    })

    it('follow only where they show the latest', async () => {
      expect((await page('/transcripts/ann%2F1')).text).to.contain('data-follow')
      expect((await page('/transcripts?after=999999999999999-1')).text).not.to.contain('data-follow')
      expect((await page('/events?before=999999999999999-1')).text).not.to.contain('data-follow')
    })

    it('write times in the zone and the colours of the reader’s cookies', async () => {
      const { text } = await page('/', { ...BROWSER, cookie: 'zone=Asia%2FTokyo; theme=dark' })
      expect(text).to.contain('data-zone="Asia/Tokyo" data-theme="dark"')
      const other = (await page('/', { ...BROWSER, cookie: 'zone=%3Cscript%3E; theme=pink' })).text
      expect(other)
        .to.contain('data-theme="system"')
        .and.not.to.match(/data-zone="[^"]*script/)
    })

    it('page through long lists', async () => {
      for (let user = 0; user < 27; user++) {
        await running.post('event', { type: 'customEvent', name: 'served', userId: `user-${user}` })
      }
      for (const path of ['/transcripts', '/events']) {
        const first = await page(path)
        const [, older = ''] = /rel="next" href="([^"]+)"/.exec(first.text) ?? []
        const second = await page(older.replaceAll('&amp;', '&'))
        expect(second.text, path)
          .to.contain('Latest</a>')
          .and.to.match(/data-key="(e\d|ann)/)
      }
      for (let index = 0; index < 52; index++) {
        await running.post('incoming', {
          text: `message ${index}`,
          userId: 'chatty',
          dashbot_timestamp: Date.now() - DAY + index,
        })
      }
      const latest = (await page('/transcripts/chatty')).text
      expect(latest).to.contain('message 51').and.not.to.contain('message 1<')
      const [, link = ''] = /rel="prev" href="([^"]+)"/.exec(latest) ?? []
      const earlier = (await page(link)).text
      expect(earlier).to.contain('message 1<').and.not.to.contain('message 51')
      const [, back = ''] = /rel="next" href="([^"]+)"/.exec(earlier) ?? []
      expect((await page(back)).text)
        .to.contain('message 51')
        .and.not.to.contain('message 1<')
    })
  })

  it('say that there is no such user, intent or page, as a page for browsers', async () => {
    for (const path of ['/transcripts/nobody', '/nowhere', '/assets/none.js', '/transcripts/%E0%A4%A']) {
      const { status, text } = await page(path)
      expect(status, path).to.equal(404)
      expect(text).to.contain('There is nothing here')
    }
    const program = await page('/nowhere', { accept: 'application/json' })
    expect(program.headers.get('content-type')).to.contain('json')
  })
})
