import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

const NAMES = 5_000
const FIRST = (4_999 + 299) / 3

describe('the page of many intents', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
    const now = Date.now()
    await running.tracker.import(
      (function* () {
        for (let name = 0; name < NAMES; name++) {
          // Three hundred are more frequent than the rest, and the first has a quarter of all.
          const times = name === 0 ? FIRST : name < 300 ? 2 : 1
          for (let message = 0; message < times; message++) {
            const payload = {
              text: `${name}`,
              userId: `user${name % 50}`,
              intent: { name: `Intent ${String(name).padStart(4, '0')}` },
            }
            yield { type: 'incoming' as const, time: now - 60_000, payload }
          }
        }
      })(),
    )
  })

  after(() => running.close())

  const load = async (query = '') => (await running.get(`/intents${query}`)).text()
  const names = (html: string) =>
    [...html.matchAll(/<th scope="row"><a [^>]*>(Intent \d+)</g)].map(([, name]) => name)

  it('shows fifty at a time, all of them page by page', async () => {
    const first = await load('?span=24h')
    expect(first.length).to.be.below(300_000)
    expect(first).to.contain('5,000 intents').and.contain('Page 1 of 100')
    expect(names(first)).to.deep.equal(
      Array.from({ length: 50 }, (_, n) => `Intent ${String(n).padStart(4, '0')}`),
    )
    const [, next = ''] = /rel="next" href="([^"]*)"/.exec(first) ?? []
    expect(next).to.equal('/intents?page=2&amp;span=24h')
    expect(names(await load('?page=2'))[0]).to.equal('Intent 0050')
    expect(names(await load('?page=100')).at(-1)).to.equal('Intent 4999')
    expect(await load('?page=999')).to.contain('Page 100 of 100')
  })

  it('finds by any part of the name, however it is written', async () => {
    const found = await load('?find=tent+499')
    expect(names(found)).to.have.lengthOf(10)
    expect(names(await load('?find=INTENT+4321'))).to.deep.equal(['Intent 4321'])
    expect(await load('?find=nowhere')).to.contain('None of 5,000 intents has “nowhere” in its name')
  })

  it('gives each its share of all intents, on every page', async () => {
    const html = await load('?intent=Intent+0000')
    expect(html).to.match(/Share of all intents<\/dt>\s*<dd><span class="stat-value">25\.0%/)
    expect(await load('?find=0000')).to.contain('<td class="number">25.0%</td>')
  })
})
