import { expect } from 'chai'
import type { Tracked } from '../../../src/tracker'
import { RunningTracker } from '../running-tracker'
import { MINUTE, NOON_ISH } from '../store/ingest/arrivals'

const tracked: readonly Tracked[] = [
  { type: 'incoming', time: NOON_ISH, payload: { text: '=cmd()', userId: 'ann', intent: { name: 'HI' } } },
  { type: 'outgoing', time: NOON_ISH + MINUTE, payload: { text: 'two\nlines', userId: 'ann' } },
  { type: 'incoming', time: NOON_ISH + 2 * MINUTE, payload: { text: 'moin', userId: 'bob', images: [] } },
  {
    type: 'event',
    time: NOON_ISH,
    payload: { type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 17.5 },
  },
  { type: 'event', time: NOON_ISH + 1, payload: { type: 'customEvent', name: 'seen', userId: 'bob' } },
]

describe('the export', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
    await running.tracker.import(tracked)
  })

  after(() => running.close())

  const lines = async (path: string) => {
    const text = await (await running.get(path)).text()
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
  }

  it("is CSV in the form of Dashbot's data upload", async () => {
    const response = await running.get('/export.csv')
    expect(response.headers.get('content-type')).to.match(/^text\/csv/)
    expect(response.headers.get('content-disposition')).to.equal('attachment; filename="messages.csv"')
    expect(await response.text()).to.equal(
      [
        '"text","userId","timestamp","incoming","intent"',
        `"'=cmd()","ann","${NOON_ISH}","true","HI"`,
        `"two\nlines","ann","${NOON_ISH + MINUTE}","false",""`,
        `"moin","bob","${NOON_ISH + 2 * MINUTE}","true",""`,
        '',
      ].join('\r\n'),
    )
  })

  it('is NDJSON with the payload beside the same fields', async () => {
    const response = await running.get('/export.ndjson')
    expect(response.headers.get('content-type')).to.match(/^application\/x-ndjson/)
    expect((await lines('/export.ndjson'))[0]).to.deep.equal({
      text: '=cmd()',
      userId: 'ann',
      timestamp: NOON_ISH,
      incoming: true,
      intent: 'HI',
      bot: 'import',
      payload: tracked[0]?.payload,
    })
  })

  it('has the events where it is asked for them', async () => {
    expect(await lines('/export.ndjson?subject=events')).to.deep.equal([
      {
        type: 'revenueEvent',
        name: 'bought',
        userId: 'ann',
        timestamp: NOON_ISH,
        amount: 17.5,
        bot: 'import',
        payload: tracked[3]?.payload,
      },
      {
        type: 'customEvent',
        name: 'seen',
        userId: 'bob',
        timestamp: NOON_ISH + 1,
        amount: null,
        bot: 'import',
        payload: tracked[4]?.payload,
      },
    ])
    expect(await (await running.get('/export.csv?subject=events')).text()).to.match(
      /^"type","name","userId","timestamp","amount"\r\n"revenueEvent","bought","ann","\d+","17.5"\r\n/,
    )
  })

  it("is one user's, of an intent, or of a span of time", async () => {
    const texts = async (query: string) => (await lines(`/export.ndjson?${query}`)).map(({ text }) => text)
    expect(await texts('userId=bob')).to.deep.equal(['moin'])
    expect(await texts('intent=HI')).to.deep.equal(['=cmd()'])
    expect(await texts('intent=NEVER_SEEN')).to.deep.equal([])
    expect(await texts(`from=${NOON_ISH + 1}`)).to.deep.equal(['two\nlines', 'moin'])
    expect(await texts(`to=${NOON_ISH + MINUTE}`)).to.deep.equal(['=cmd()'])
    expect(await texts('from=2026-03-03T10:02Z')).to.deep.equal(['moin'])
    expect(await texts('to=2026-03-03')).to.deep.equal([])
  })

  it('ends whole where a payload is nested deeply', async () => {
    const depth = 8_000
    const platformJson = `${'{"a":['.repeat(depth / 2)}1${']}'.repeat(depth / 2)}`
    const body = `{"text":"deep","userId":"deep","platformJson":${platformJson}}`
    expect(await running.post('incoming', body)).to.have.property('status', 200)
    await running.post('incoming', { text: 'after it', userId: 'deep' })
    const text = await (await running.get('/export.ndjson?userId=deep')).text()
    const [first = '', second = '', rest] = text.split('\n')
    expect(first).to.contain(platformJson)
    expect(JSON.parse(first)).to.include({ text: 'deep' })
    expect(JSON.parse(second)).to.include({ text: 'after it' })
    expect(rest).to.equal('')
  })

  for (const [query, path] of [
    ['subject=users', 'subject'],
    ['subject=events&intent=A', 'intent'],
    ['from=yesterday', 'from'],
    ['to=99999999999999999', 'to'],
  ] as const) {
    it(`refuses ${query}`, async () => {
      const response = await running.get(`/export.csv?${query}`)
      expect(response.status).to.equal(400)
      expect(await response.json()).to.have.nested.property('errors[0].path', path)
    })
  }

  it('has everything in the order of time, however much it is', async () => {
    const many = Array.from({ length: 1_203 }, (_, n): Tracked => {
      const time = NOON_ISH - Math.floor(n / 7) * MINUTE
      return { type: 'incoming', time, payload: { text: `${n}`, userId: 'many' } }
    })
    await running.tracker.import(many)
    const found = await lines('/export.ndjson?userId=many')
    expect(new Set(found.map(({ text }) => text)).size).to.equal(1_203)
    const times = found.map(({ timestamp }) => timestamp)
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
  })
})
