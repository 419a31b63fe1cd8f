import { expect } from 'chai'
import type { Tracked } from '../../../src/tracker'
import { RunningTracker } from '../running-tracker'

const DAY = 24 * 60 * 60_000

describe('the pages over a span of time', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start()
  })

  afterEach(() => running.close())

  const text = async (path: string) => (await running.get(path)).text()
  const ago = (days: number) => Date.now() - days * DAY
  const says = (userId: string, time: number, name?: string): Tracked => ({
    type: 'incoming',
    time,
    payload: { text: `something ${name}`, userId, ...(name !== undefined && { intent: { name } }) },
  })

  it('compare with the span before, once there is one', async () => {
    await running.tracker.import([
      says('ann', ago(20)),
      says('ann', ago(9)),
      says('ann', ago(1)),
      says('bob', ago(1)),
    ])
    const overview = await text('/?span=7d')
    expect(overview).to.match(
      /Messages in<\/a><\/dt>\s*<dd><span class="stat-value">2<\/span><span class="change better">/,
    )
    expect(await text('/?span=all')).not.to.contain('class="change')
  })

  it('mark the day that the address names, in every link', async () => {
    await running.tracker.import([says('ann', ago(3)), says('ann', ago(1))])
    const day = new Date(ago(2)).toISOString().slice(0, 10)
    const response = await running.get(`/?span=7d&mark=${day}`, { cookie: 'zone=UTC' })
    const html = await response.text()
    expect(html).to.contain(`data-marks="[${Date.parse(day)}]"`)
    expect(html).to.contain(`href="/events?span=7d&amp;mark=${day}"`)
    expect(await text('/?span=7d&mark=yesterday')).to.contain('data-marks="[]"')
  })

  it('say what to do where it is empty', async () => {
    await running.tracker.import([says('ann', ago(60), 'WEATHER')])
    expect(await text('/')).to.contain('No message had an intent.')
    expect(await text('/intents')).to.contain('No intents in this span of time')
    expect(await text('/events')).to.contain('No events in this span of time')
    expect(await text('/funnel'))
      .to.contain('Choose the steps')
      .and.not.to.contain('For example')
  })

  it('show an intent that did not occur in it, without inputs, messages or a path', async () => {
    await running.tracker.import([says('ann', ago(60), 'WEATHER'), says('ann', ago(1), 'OTHER')])
    const page = await text('/intents?intent=WEATHER')
    expect(page).to.contain('0.0%').and.to.contain('This intent came without inputs.')
    expect(page).to.contain('None in this span of time.').and.to.contain('Nothing came before or after it.')
    expect(await text('/intents')).to.contain('OTHER → Session ends')
  })

  it('show the path through an intent, and what was not handled', async () => {
    const time = ago(1)
    const sorry: Tracked = {
      type: 'outgoing',
      time: time + 2,
      payload: { text: 'Sorry?', userId: 'ann', intent: { name: 'NotHandled', confidence: 0.5 } },
    }
    const long = 'AN_INTENT_WITH_A_NAME_LONGER_THAN_THE_DIAGRAM_HAS_ROOM_FOR'
    await running.tracker.import([says('ann', time, 'WEATHER'), says('ann', time + 1, long), sorry])
    const page = await text(`/intents?intent=${long}`)
    expect(page).to.contain('ribbon-bad').and.to.contain('node-bad').and.to.contain('AN_INTENT_WITH_A_NA…')
    expect(await text('/intents?intent=NotHandled')).to.contain('<span class="who" dir="ltr">Bot</span>')
    expect(await text('/transcripts')).to.contain('chip-bad')
  })

  it('suggest a funnel along what users do most', async () => {
    const time = ago(1)
    const bought: Tracked = {
      type: 'event',
      time: time + 3,
      payload: { type: 'revenueEvent', name: 'bought', userId: 'ann', amount: 2 },
    }
    await running.tracker.import([says('ann', time, 'ASK'), says('ann', time + 1, 'CHOOSE'), bought])
    expect(await text('/funnel')).to.contain('ASK → CHOOSE → bought')
    const page = await text('/funnel?span=all&step=intent:ASK&step=event:revenueEvent/bought')
    expect(page).to.contain('half within under 1 s').and.to.contain('name="span" value="all"')
  })

  it('divide a conversation by days and sessions', async () => {
    const noon = Math.floor(ago(3) / DAY) * DAY + DAY / 2
    await running.tracker.import([says('ann', noon), says('ann', noon + DAY / 12), says('ann', noon + DAY)])
    const page = await text('/transcripts/ann')
    expect(page.match(/class="day"/g)).to.have.lengthOf(2)
    expect(page.match(/class="session"/g)).to.have.lengthOf(1)
  })

  it('show of a long message what is around the words', async () => {
    const far = `${'before '.repeat(100)}needle${' after'.repeat(100)}`
    await running.tracker.import([{ type: 'incoming', time: ago(1), payload: { text: far, userId: 'ann' } }])
    const [, excerpt = ''] =
      /<span class="excerpt" dir="auto">(.*?)<\/span>\n/s.exec(await text('/transcripts?q=needle')) ?? []
    expect(excerpt).to.contain('<mark>needle</mark> after').and.to.match(/^…/)
    expect(excerpt.length).to.be.lessThan(400)
  })
})
