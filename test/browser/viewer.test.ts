import { expect } from 'chai'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { RunningTracker } from '../tracker/running-tracker'
import { startChromium } from './chromium'
import { hold } from './held-conversations'
import { isLive, Pages } from './open-page'
import { TalkingBot } from './talking-bot'

describe('the viewer in a browser', () => {
  let browser: Browser
  let running: RunningTracker
  let pages: Pages
  const ends: (() => Promise<void>)[] = []

  before(async function () {
    browser = await startChromium(this)
  })

  beforeEach(async () => {
    running = await RunningTracker.start()
    pages = new Pages(browser)
  })

  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
    await pages.close()
    await running.close()
  })

  after(() => browser?.close())

  const open = (path: string, options: BrowserContextOptions = {}) => pages.open(running.url + path, options)

  it('shows a conversation live, from the empty state on', async () => {
    const { page, complaints } = await open('/')
    await isLive(page)
    await page.getByText('Nothing has been tracked yet').waitFor()
    await hold(running)
    await page.locator('.stat', { hasText: 'Revenue' }).getByText('12.50').waitFor()
    await page.locator('#messages').waitFor({ state: 'attached' })
    const { page: transcript } = await open('/transcripts/ann')
    await isLive(transcript)
    await running.post('outgoing', { text: 'Here it is', userId: 'ann' })
    await transcript.locator('.from-bot .bubble', { hasText: 'Here it is' }).waitFor()
    expect(await transcript.locator('.choice-clicked').textContent()).to.contain('Yes')
    expect(complaints).to.deep.equal([])
  })

  it('shows live what users and a bot on X say to one another', async () => {
    const bot = await TalkingBot.start(running.url)
    ends.push(() => bot.close())
    const { page, complaints } = await open('/transcripts')
    await isLive(page)
    await bot.hears('77', '<script>alert(1)</script> a bird, please')
    await page.locator('.users a', { hasText: '@a_user' }).click()
    await isLive(page)
    await page
      .locator('.from-user .bubble', { hasText: '<script>alert(1)</script> a bird, please' })
      .waitFor()
    await page.locator('.from-bot .choice', { hasText: 'Blue Bird' }).waitFor()
    await page.locator('.event', { hasText: 'birdSold' }).waitFor()
    await bot.hears('77', 'another one')
    await page.locator('.from-user .bubble', { hasText: 'another one' }).waitFor()
    expect(await page.locator('.message').count()).to.equal(4)
    expect(complaints).to.deep.equal([])
  })

  it('keeps what the reader opened while more comes in', async () => {
    await hold(running)
    const { page } = await open('/transcripts/ann')
    await isLive(page)
    await page.locator('[data-payload]').first().click()
    await page.locator('.payload', { hasText: '"userId": "ann"' }).waitFor()
    await running.post('outgoing', { text: 'Here it is', userId: 'ann' })
    await page.locator('.bubble', { hasText: 'Here it is' }).waitFor()
    expect(await page.locator('.payload').count()).to.equal(1)
    await page.locator('[data-payload]').first().click()
    expect(await page.locator('.payload').count()).to.equal(0)
  })

  it('shows a script in a message as text', async () => {
    await running.post('incoming', {
      text: '<script>window.owned = true</script><img src=x onerror="window.owned = true">',
      userId: 'eve',
    })
    const { page, complaints } = await open('/transcripts/eve')
    expect(await page.locator('.bubble').textContent()).to.contain('<script>window.owned = true</script>')
    expect(await page.evaluate('window.owned')).to.equal(undefined)
    expect(complaints).to.deep.equal([])
  })

  it('searches and filters', async () => {
    await hold(running)
    const { page } = await open('/transcripts')
    await page.getByLabel('Text').fill('umbr')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('mark', { hasText: 'umbrella' }).waitFor()
    expect(await page.locator('.users li').count()).to.equal(1)
    await page.locator('.users a').click()
    await page.locator('.message:target mark').waitFor()
    await page.goto(`${running.url}/transcripts`)
    await page.getByLabel('Intent').selectOption('NotHandled')
    await page.getByLabel('Intent').press('Enter')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL(/intent=NotHandled/)
    expect(await page.locator('.user-id').allInnerTexts()).to.deep.equal(['bob'])
  })

  it('draws charts from its tables, and shows the values under the pointer', async () => {
    await hold(running)
    const { page, complaints } = await open('/')
    const canvas = page.locator('[data-plot="revenue"] canvas')
    await canvas.waitFor()
    await canvas.scrollIntoViewIfNeeded()
    expect(await page.locator('#revenue').isVisible()).to.equal(false)
    const box = await canvas.boundingBox()
    if (box === null) throw new Error('the chart has no place')
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2)
    await page
      .locator('.chart', { has: page.locator('#revenue') })
      .locator('output', { hasText: '12.50' })
      .waitFor()
    expect(complaints).to.deep.equal([])
  })

  it('prints a conversation as a transcript, light in every theme', async () => {
    await hold(running)
    const { page } = await open('/transcripts/ann?q=lisbon', { colorScheme: 'dark' })
    expect(await page.locator('.raw').first().isVisible()).to.equal(true)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    for (const gone of ['.bar', '.talk-tools', '.raw', '.trail'])
      expect(await page.locator(gone).first().isVisible(), gone).to.equal(false)
    expect(await page.locator('.bubble').allInnerTexts()).to.deep.equal([
      'User: Will it rain in Lisbon?',
      'Bot: It will. An umbrella?',
      'User: Yes',
    ])
    const colors = await page.evaluate(
      `[getComputedStyle(document.querySelector('.bubble')).color, getComputedStyle(document.body).backgroundColor]`,
    )
    expect(colors).to.deep.equal(['rgb(26, 28, 27)', 'rgba(0, 0, 0, 0)'])
    expect((await page.pdf()).subarray(0, 5).toString()).to.equal('%PDF-')
  })

  it('switches between light and dark, and remembers it', async () => {
    const { page } = await open('/', { colorScheme: 'light' })
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.getByRole('button', { name: 'Switch between light and dark' }).click()
    const dark = await ground()
    expect(dark).not.to.equal(light)
    await page.reload()
    expect(await ground()).to.equal(dark)
  })

  it('writes times in the reader’s zone', async () => {
    await hold(running)
    const { page } = await open('/', { timezoneId: 'Pacific/Auckland' })
    await page.locator('html[data-zone="Pacific/Auckland"]').waitFor({ state: 'attached' })
  })

  it('works without JavaScript', async () => {
    await hold(running)
    const { page } = await open('/', { javaScriptEnabled: false })
    expect(await page.locator('#revenue td', { hasText: '12.50' }).isVisible()).to.equal(true)
    expect(await page.getByRole('button', { name: 'Switch between light and dark' }).isVisible()).to.equal(
      false,
    )
    await page.getByRole('link', { name: 'Transcripts', exact: true }).click()
    await page.getByLabel('Text').fill('lisbon')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('.users a').click()
    expect(await page.locator('.bubble').count()).to.equal(3)
    await page.locator('[data-payload]').first().click()
    expect(await page.content()).to.contain('Lisbon')
  })
})
