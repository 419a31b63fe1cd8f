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

  for (const [title, body, path] of [
    ['no text', { text: ' ' }, 'text'],
    ['a list', [], 'text'],
    ['no time', { text: 'x', time: 'yesterday' }, 'time'],
  ] as const) {
    it(`refuses ${title}`, async () => {
      const response = await post(body)
      expect(response.status).to.equal(400)
      expect(await response.json()).to.have.nested.property('errors[0].path', path)
    })
  }
})
