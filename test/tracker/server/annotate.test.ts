import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

describe('POST /annotations', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
    await running.post('incoming', { text: 'hello', userId: 'ann' })
  })

  after(() => running.close())

  const post = (body: unknown, key = 'K') =>
    fetch(`${running.url}/annotations?apiKey=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('marks a moment in the charts and below them', async () => {
    const time = Date.now() - 60_000
    expect((await post({ text: 'version 2 <deployed>', time })).status).to.equal(200)
    const html = await (await running.get('/')).text()
    expect(html).to.contain('version 2 &lt;deployed&gt;').and.to.contain(`data-marks="[${time}]"`)
  })

  it('marks the charts of the key’s bot, or of all bots', async () => {
    await running.post('incoming', { text: 'hello', userId: 'ann' }, { query: { apiKey: 'other' } })
    await post({ text: 'of the other bot' }, 'other')
    await post({ text: 'of all bots', bot: 'all' })
    const html = await (await running.get('/')).text()
    const names = [...html.matchAll(/<option value="(bot-\w+)"/g)].map(([, name]) => name)
    expect(names).to.have.lengthOf(2)
    const shown = await Promise.all(names.map(async (name) => (await running.get(`/?bot=${name}`)).text()))
    expect(shown.filter((page) => page.includes('of the other bot'))).to.have.lengthOf(1)
    expect(shown.filter((page) => page.includes('of all bots'))).to.have.lengthOf(2)
  })

  it('refuses what a page elsewhere on the web can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const response = await fetch(`${running.url}/annotations?apiKey=K`, {
        method: 'POST',
        headers: { 'content-type': type, origin: 'https://example.com' },
        body: '{"text":"injected","bot":"all"}',
      })
      expect(response.status).to.equal(415)
    }
    expect(await (await running.get('/')).text()).not.to.contain('injected')
  })

  it('takes the name of the key’s own bot', async () => {
    const named = await RunningTracker.start({ apiKeys: { production: 'P' } })
    const body = JSON.stringify({ text: 'x', bot: 'production' })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${named.url}/annotations?apiKey=P`, { method: 'POST', headers, body })
    await named.close()
    expect(response.status).to.equal(200)
  })

  for (const [title, body, path] of [
    ['no text', { text: ' ' }, 'text'],
    ['a list', [], 'text'],
    ['no time', { text: 'x', time: 'yesterday' }, 'time'],
    ['All in place of all', { text: 'x', bot: 'All' }, 'bot'],
    ['another bot', { text: 'x', bot: 'production' }, 'bot'],
    ['no bot', { text: 'x', bot: null }, 'bot'],
  ] as const) {
    it(`refuses ${title}`, async () => {
      const response = await post(body)
      expect(response.status).to.equal(400)
      expect(await response.json()).to.have.nested.property('errors[0].path', path)
    })
  }
})
