import { expect } from 'chai'
import { createTracker, type Tracked, type Tracker } from '../../src/tracker'
import { MINUTE, NOON_ISH } from './store/ingest/arrivals'

describe('createTracker', () => {
  let tracker: Tracker

  beforeEach(async () => {
    tracker = await createTracker({ path: ':memory:' })
  })

  afterEach(() => tracker.close())

  it('listens on loopback and answers health checks', async () => {
    expect(tracker.url).to.equal(undefined)
    const url = await tracker.listen({ port: 0 })
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(tracker.url).to.equal(url)
    const response = await fetch(`${url}/healthz`)
    expect(await response.json()).to.deep.equal({ success: true })
  })

  const conversation: readonly Tracked[] = [
    {
      type: 'incoming',
      time: NOON_ISH,
      payload: { text: 'hi', userId: 'ann', intent: { name: 'GREETING' } },
    },
    { type: 'outgoing', time: NOON_ISH + 1, payload: { text: 'hello', userId: 'ann' } },
    { type: 'incoming', time: NOON_ISH + 30 * MINUTE, payload: { text: '?', userId: 'ann' } },
    {
      type: 'outgoing',
      time: NOON_ISH + 30 * MINUTE + 1,
      payload: { text: 'what?', userId: 'ann', intent: { name: 'NotHandled' } },
    },
    { type: 'incoming', time: NOON_ISH + 2 * MINUTE, payload: { text: 'moin', userId: 'bob' } },
    {
      type: 'event',
      time: NOON_ISH + 3 * MINUTE,
      payload: { type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 17.5 },
    },
  ]

  it('sums up what was imported', async () => {
    expect(await tracker.import(conversation)).to.deep.equal({ stored: 6, refused: 0 })
    expect(tracker.summary()).to.deep.equal({
      incoming: 3,
      outgoing: 2,
      users: 2,
      sessions: 3,
      notHandled: 1,
      revenue: 17.5,
      intents: [
        { name: 'GREETING', incoming: 1, outgoing: 0 },
        { name: 'NotHandled', incoming: 0, outgoing: 1 },
      ],
      events: [{ type: 'revenueEvent', name: 'bought', count: 1, amount: 17.5 }],
    })
  })

  it('sums up a span of time', async () => {
    await tracker.import(conversation)
    const empty = { incoming: 0, outgoing: 0, users: 0, sessions: 0, notHandled: 0, revenue: 0 }
    expect(tracker.summary({ from: NOON_ISH + 60 * MINUTE })).to.deep.include(empty)
    expect(tracker.summary({ to: NOON_ISH })).to.deep.include(empty)
    expect(tracker.summary({ from: NOON_ISH, to: NOON_ISH + 60 * MINUTE })).to.include({
      incoming: 3,
      sessions: 3,
    })
  })

  it('gives back messages and events as they came, with their bot, in the order of their time', async () => {
    await tracker.import(conversation.map((tracked, n) => (n === 0 ? { ...tracked, bot: ' one ' } : tracked)))
    const [hi, hello, question, answer, moin, bought] = conversation.map((tracked, n) => ({
      ...tracked,
      bot: n === 0 ? 'one' : 'import',
    }))
    expect(tracker.messages()).to.deep.equal([hi, hello, moin, question, answer])
    expect(tracker.messages({ userId: 'bob' })).to.deep.equal([moin])
    expect(tracker.messages({ limit: 1 })).to.deep.equal([answer])
    expect(tracker.messages({ userId: 'nobody' })).to.deep.equal([])
    expect(tracker.events()).to.deep.equal([bought])
    expect(tracker.events({ userId: 'bob' })).to.deep.equal([])
  })

  it('imports what another tracker gives back, each bot apart', async () => {
    await tracker.import(conversation.flatMap((tracked) => [tracked, { ...tracked, bot: 'one' }]))
    const other = await createTracker({ path: ':memory:' })
    await other.import([...tracker.events(), ...tracker.messages()])
    for (const bot of ['one', 'import', undefined]) {
      const span = bot === undefined ? {} : { bot }
      expect(other.summary(span)).to.deep.equal(tracker.summary(span))
    }
    expect(other.summary({ bot: 'one' })).to.include({ incoming: 3, revenue: 17.5 })
    await other.close()
  })

  it('leaves out what has no time, and stores what came with it', async () => {
    const [hi] = conversation
    const wrong = [0.5, Number.NaN, 1e300].map((time) => ({ ...hi, time }) as Tracked)
    expect(await tracker.import([...wrong, ...conversation])).to.deep.equal({ stored: 6, refused: 3 })
  })

  it('imports from a stream, more than one transaction holds, without what Dashbot would refuse', async () => {
    async function* stream(): AsyncIterable<Tracked> {
      for (let n = 0; n < 1_500; n++) {
        yield {
          type: 'incoming',
          time: NOON_ISH + n,
          payload: { text: n === 7 ? '' : `${n}`, userId: 'ann' },
        }
      }
    }
    expect(await tracker.import(stream())).to.deep.equal({ stored: 1_499, refused: 1 })
    expect(tracker.summary().incoming).to.equal(1_499)
  })
})
