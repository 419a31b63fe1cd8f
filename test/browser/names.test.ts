import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { RunningTracker } from '../tracker/running-tracker'
import { startChromium } from './chromium'
import { Pages } from './open-page'

const LONG = 'Donaudampfschifffahrtsgesellschaft'.repeat(5)
const BOT = `a bot with a long name, ${LONG.slice(0, 60)}`
const ADDRESSES = [
  '/',
  '/transcripts',
  `/transcripts?q=${LONG}&intent=${LONG}`,
  '/transcripts/ann',
  `/transcripts/ann?intent=${LONG}`,
  '/intents',
  `/intents?intent=${LONG}`,
  `/intents?find=${LONG}x`,
  '/not-handled',
  '/events',
  `/events?type=customEvent&name=${LONG}`,
  '/funnel',
  `/funnel?step=intent:${LONG}&step=event:revenueEvent/${LONG}&left=1`,
  '/engagement',
  `/${LONG}`,
]

describe('names and texts of any length and direction in a browser', () => {
  let browser: Browser
  let running: RunningTracker
  let pages: Pages

  before(async function () {
    browser = await startChromium(this)
  })

  beforeEach(async () => {
    running = await RunningTracker.start({ apiKeys: { [BOT]: 'K', two: 'L' } })
    pages = new Pages(browser)
  })

  afterEach(async () => {
    await pages.close()
    await running.close()
  })

  after(() => browser?.close())

  const directionOf = (page: Page, selector: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).direction`)

  it('scroll no page sideways, and push no figure out of its table', async function () {
    this.timeout(60_000)
    const inputs = [{ name: LONG, value: LONG }]
    const buttons = [{ id: '1', label: LONG, value: '1' }]
    await running.post('incoming', { text: LONG, userId: 'ann', intent: { name: LONG, inputs } })
    await running.post('outgoing', { text: LONG, userId: 'ann', intent: { name: 'NotHandled' }, buttons })
    await running.post('event', { type: 'revenueEvent', name: LONG, userId: 'w'.repeat(64), amount: 1 })
    await running.post('event', { type: 'customEvent', name: LONG, userId: 'ann' })
    await running.post('incoming', { text: 'hi', userId: 'bob' }, { query: { apiKey: 'L' } })
    const { page } = await pages.open(running.url, { viewport: { width: 390, height: 844 } })
    for (const address of ADDRESSES) {
      await page.goto(running.url + address)
      const sideways = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(sideways, address).to.be.at.most(0)
    }
    for (const address of ['/intents', '/events']) {
      await page.goto(running.url + address)
      const table = page.locator('.scroll:has(.ranked)').first()
      const hidden = await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
      expect(hidden, `the table of ${address}`).to.equal(0)
    }
  })

  it('are written from right to left where their script is', async () => {
    await running.post('incoming', { text: 'هل ستمطر؟ Lisbon', userId: 'ann', intent: { name: 'WEATHER' } })
    await running.post('outgoing', { text: 'نعم، سوف تمطر. See example.com', userId: 'ann' })
    const { page } = await pages.open(`${running.url}/transcripts/ann`)
    expect(await directionOf(page, '.from-user .bubble')).to.equal('rtl')
    expect(await directionOf(page, '.from-bot .bubble')).to.equal('rtl')
    await page.goto(`${running.url}/transcripts`)
    expect(await directionOf(page, '.excerpt')).to.equal('rtl')
    await page.goto(`${running.url}/intents?intent=WEATHER`)
    expect(await directionOf(page, '.excerpt')).to.equal('rtl')
  })
})
