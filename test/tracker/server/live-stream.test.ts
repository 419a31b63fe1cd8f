import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

describe('GET /live', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start({
      apiKeys: { one: 'K', two: 'L' },
    })
  })

  afterEach(() => running.close())

  /** Reads the stream piece by piece. */
  async function connect(query = '') {
    const gone = new AbortController()
    const response = await fetch(`${running.url}/live${query}`, { signal: gone.signal })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) throw new TypeError('the answer has no body')
    const next = async () => (await reader.read()).value ?? ''
    expect(response.headers.get('content-type')).to.match(/^text\/event-stream/)
    expect(await next()).to.equal(': connected\n\n')
    return { next, leave: () => gone.abort() }
  }

  it('sends an event for what is stored', async () => {
    const { next, leave } = await connect()
    await running.post('incoming', { text: 'hello', userId: 'ann' })
    const [, data = ''] = /^event: stored\ndata: (.*)\n\n$/.exec(await next()) ?? []
    expect(JSON.parse(data)).to.deep.equal({ count: 1, bots: ['one'] })
    leave()
  })

  it('sends an event for what is imported', async () => {
    const { next, leave } = await connect()
    const payload = { text: 'hello', userId: 'ann' }
    await running.tracker.import([
      { type: 'incoming', time: 1, payload },
      { type: 'outgoing', time: 2, bot: 'two', payload },
    ])
    expect(await next()).to.contain('data: {"count":2,"bots":["import","two"]}')
    leave()
  })

  it('gathers what comes close together', async () => {
    const { next, leave } = await connect()
    await Promise.all(
      Array.from({ length: 150 }, () => running.post('outgoing', { text: 'hello', userId: 'ann' })),
    )
    let counted = 0
    let events = 0
    while (counted < 150) {
      const piece = await next()
      expect(piece).to.not.equal('')
      for (const [, data = ''] of piece.matchAll(/^data: (.*)$/gm)) {
        counted += JSON.parse(data).count
        events++
      }
    }
    expect(counted).to.equal(150)
    expect(events).to.be.lessThan(20)
    leave()
  })

  it('sends no event for a repeated delivery', async () => {
    const headers = { 'idempotency-key': 'k' }
    await running.post('incoming', { text: 'hello', userId: 'ann' }, { headers })
    const { next, leave } = await connect()
    await running.post('incoming', { text: 'hello', userId: 'ann' }, { headers })
    await running.post('incoming', { text: 'hello', userId: 'bob' })
    expect(await next()).to.contain('{"count":1,')
    leave()
  })

  it('with ?bot= announces what concerns that bot, or all bots', async () => {
    const { next, leave } = await connect('?bot=two')
    await running.post('incoming', { text: 'hello', userId: 'ann' })
    await running.post('incoming', { text: 'hello', userId: 'ann' }, { query: { apiKey: 'L' } })
    expect(await next()).to.contain('data: {"count":1,"bots":["two"]}')
    await fetch(`${running.url}/annotations?apiKey=K`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"version 2","bot":"all"}',
    })
    expect(await next()).to.contain('data: {"count":1}')
    leave()
  })

  it('ends when the tracker closes', async () => {
    const { next } = await connect()
    const closed = running.close()
    expect(await next()).to.equal('')
    await closed
  })
})
