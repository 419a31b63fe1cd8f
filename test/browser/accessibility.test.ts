import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { RunningTracker } from '../tracker/running-tracker'
import { startChromium } from './chromium'
import { hold } from './held-conversations'
import { Pages } from './open-page'

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
/**
 * Those of the rules that are on by default which look at colours. All else is alike in both themes, which have the same
 * elements and sizes.
 */
const ABOUT_COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] }
const ADDRESSES = [
  '/',
  '/transcripts',
  '/transcripts?q=lisbon',
  '/transcripts/ann',
  '/transcripts/ann?q=lisbon&at=1',
  '/intents',
  '/intents?find=weather',
  '/intents?intent=WEATHER',
  '/not-handled',
  '/not-handled?below=70',
  '/engagement',
  '/engagement?cohort=month',
  '/not-handled?like=4',
  '/funnel?step=intent:WEATHER&step=intent:BUY&left=1',
  '/events',
  '/funnel',
  '/funnel?step=intent:WEATHER&step=event:revenueEvent/umbrella',
  '/nowhere',
]

/** What a page breaks of the rules of accessibility, with the elements that do. */
const violations = (page: Page, options: object = {}): Promise<unknown> =>
  page.evaluate(`${AXE}; axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`)

describe('the viewer for everybody', () => {
  let browser: Browser
  let running: RunningTracker
  let pages: Pages

  before(async function () {
    browser = await startChromium(this)
  })

  beforeEach(async () => {
    running = await RunningTracker.start()
    pages = new Pages(browser)
  })

  afterEach(async () => {
    await pages.close()
    await running.close()
  })

  after(() => browser?.close())

  const open = (path: string, options: BrowserContextOptions = {}) => pages.open(running.url + path, options)

  for (const [colorScheme, rules, none] of [
    ['light', {}, 'no rule of accessibility'],
    ['dark', ABOUT_COLOURS, 'no rule of accessibility about colours'],
  ] as const) {
    it(`breaks ${none} and has no console error in ${colorScheme}, on a desktop and on a phone`, async () => {
      await hold(running)
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 390, height: 844 },
      ]) {
        const { page, complaints } = await open('/', { colorScheme, viewport, reducedMotion: 'reduce' })
        for (const address of ADDRESSES) {
          complaints.length = 0
          await page.goto(running.url + address)
          expect(await violations(page, rules), address).to.deep.equal([])
          const expected = address === '/nowhere' ? 1 : 0
          expect(complaints, address).to.have.lengthOf(expected)
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            address,
          ).to.be.at.most(0)
        }
        await page.context().close()
      }
    })
  }

  it('fits a window that is enlarged to 200 %, without scrolling sideways', async () => {
    await hold(running)
    // As many CSS pixels as 1280 × 800 have then.
    const { page } = await open('/', { viewport: { width: 640, height: 400 } })
    for (const address of ADDRESSES) {
      await page.goto(running.url + address)
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), address).to.be.at.most(
        0,
      )
    }
    await page.goto(running.url)
    await page.evaluate('scrollTo(0, 200)')
    expect(await page.locator('.bar').boundingBox())
      .to.have.property('y')
      .that.is.below(0)
  })

  it('says with lines what colours say, where the system chooses the colours', async () => {
    await hold(running)
    const { page } = await open('/intents', { forcedColors: 'active' })
    const style = (selector: string, property: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)
    expect(await style('.nav a[aria-current]', 'outlineStyle')).to.equal('solid')
    expect(await style('.segments a[aria-current]', 'outlineStyle')).to.equal('solid')
    expect(await style('.share-part', 'fill')).not.to.equal(await style('.share-rest', 'fill'))
    await page.goto(`${running.url}/transcripts/ann`)
    expect(await style('.from-user .bubble', 'borderTopStyle')).to.equal('solid')
    expect(await style('.from-bot .bubble', 'borderTopStyle')).to.equal('dashed')
    await page.goto(running.url)
    await page.locator('[data-plot="messages"] canvas').waitFor()
    const tones = await page.evaluate(
      `[...document.querySelectorAll('.chart:has(#users) .legend li')].map((entry) => getComputedStyle(entry).color)`,
    )
    expect(new Set(tones as string[]).size).to.equal(3)
    expect(await violations(page)).to.deep.equal([])
  })

  it('is used with the keyboard alone', async () => {
    await hold(running)
    const { page } = await open('/')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).to.equal('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.locator(':focus').getAttribute('id')).to.equal('main')
    await page.getByRole('link', { name: 'Transcripts', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/transcripts')
    await page.getByLabel('Text').focus()
    await page.keyboard.type('lisbon')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=lisbon/)
    await page.locator('.users a').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/transcripts\/ann/)
    await page.locator('[data-payload]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.payload', { hasText: 'Lisbon' }).waitFor()
  })
})
