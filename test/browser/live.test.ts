import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createTracker } from '../../src/tracker'
import { makeDirectory, removeDirectory } from '../support/directory'
import { RunningTracker } from '../tracker/running-tracker'
import { startChromium } from './chromium'
import { isLive, Pages } from './open-page'

/** A browser has six connections to one server: as many pages with one each would be all that load. */
const TABS = 9

describe('live updates in a browser', () => {
  let browser: Browser
  let running: RunningTracker
  let pages: Pages

  before(async function () {
    browser = await startChromium(this)
  })

  beforeEach(async () => {
    running = await RunningTracker.start({ apiKeys: { one: 'K', two: 'L' } })
    pages = new Pages(browser)
  })

  afterEach(async () => {
    await pages.close()
    await running.close()
  })

  after(() => browser?.close())

  const say = (text: string, userId = 'ann') => running.post('incoming', { text, userId })
  const open = async (path: string, context?: BrowserContext) => {
    const { page } = await pages.open(running.url + path, context)
    await isLive(page)
    return page
  }
  const bubble = (page: Page, text: string) => page.locator('.bubble', { hasText: text }).waitFor()

  /** Counts the connections that are open. */
  function watchConnections(context: BrowserContext) {
    const open = new Set<unknown>()
    let most = 0
    context.on('request', (request) => {
      if (!request.url().endsWith('/live')) return
      open.add(request)
      most = Math.max(most, open.size)
      request
        .frame()
        .page()
        .once('close', () => open.delete(request))
    })
    const end = (request: unknown) => open.delete(request)
    context.on('requestfinished', end)
    context.on('requestfailed', end)
    return { now: () => open.size, most: () => most }
  }

  /** As if another tab were in front of this one. */
  async function setHidden(page: Page, isHidden: boolean): Promise<void> {
    await page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  }

  async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it(`follows in ${TABS} tabs over one connection, whichever of them is closed`, async function () {
    this.timeout(90_000)
    await say('hello')
    const context = await pages.newContext()
    const connections = watchConnections(context)
    const tabs: Page[] = []
    for (let tab = 0; tab < TABS; tab++) tabs.push(await open('/transcripts/ann', context))
    await say('to all')
    for (const tab of tabs) await bubble(tab, 'to all')
    expect(connections.most()).to.equal(1)
    await tabs[0]?.close()
    const rest = tabs.slice(1)
    await until(() => connections.now() === 1)
    await Promise.all(rest.map(isLive))
    await say('to the rest')
    for (const tab of rest) await bubble(tab, 'to the rest')
    // The browser may report the closed tab's end after the next tab's beginning: only what stays counts.
    expect(connections.now()).to.equal(1)
  })

  it('has no connection while hidden, and catches up afterwards', async () => {
    await say('hello')
    const context = await pages.newContext()
    const connections = watchConnections(context)
    const page = await open('/transcripts/ann', context)
    await setHidden(page, true)
    await until(() => connections.now() === 0)
    await say('meanwhile')
    expect(await page.locator('.bubble').count()).to.equal(1)
    await setHidden(page, false)
    await bubble(page, 'meanwhile')
  })

  it('moves no focus, even where entries change their places', async () => {
    for (const userId of ['ann', 'bob', 'cleo']) await say('hello', userId)
    const page = await open('/transcripts')
    const order = () => page.locator('.users .user-id').allInnerTexts()
    await page.locator('.users a', { hasText: 'ann' }).focus()
    await say('once more', 'bob')
    await until(async () => (await order()).join() === 'bob,cleo,ann')
    await say('once more', 'ann')
    await until(async () => (await order()).join() === 'ann,bob,cleo')
    expect(await page.locator(':focus .user-id').textContent()).to.equal('ann')
  })

  it('closes no part, and opens none', async () => {
    await say('hello')
    const page = await open('/')
    const numbers = page.locator('details.numbers').first()
    await numbers.locator('summary').click()
    await say('hello again')
    await page.locator('.stat', { hasText: 'Messages in' }).getByText('2').waitFor()
    expect(await numbers.getAttribute('open')).to.equal('')
    const others = page.locator('details.numbers:not(:first-of-type)[open]')
    expect(await others.count()).to.equal(0)
  })

  it('keeps what was typed into a field, and the focus in it', async () => {
    await say('hello')
    const page = await open('/transcripts')
    await page.getByLabel('Text').fill('not sent yet')
    await say('from another one', 'bob')
    await page.locator('.users a', { hasText: 'bob' }).waitFor()
    expect(await page.getByLabel('Text').inputValue()).to.equal('not sent yet')
    expect(await page.evaluate('document.activeElement.name')).to.equal('q')
  })

  it('pauses, on the next page too, and catches up when it goes on', async () => {
    await say('hello')
    const page = await open('/transcripts/ann')
    const button = page.getByRole('button', { name: 'Pause updates' })
    await button.click()
    expect(await page.locator('[data-live-label]').textContent()).to.equal('Paused')
    await say('meanwhile')
    await page.goto(`${running.url}/transcripts`)
    expect(await page.locator('[data-live-label]').textContent()).to.equal('Paused')
    await say('hello', 'bob')
    await button.click()
    await page.locator('.users a', { hasText: 'bob' }).waitFor()
    expect(await button.getAttribute('aria-pressed')).to.equal('false')
  })

  it('announces what came in, and each new message of a conversation', async () => {
    await say('hello')
    const list = await open('/transcripts')
    await say('hello again')
    await list.getByRole('status').getByText('One message or event came in').waitFor()
    const conversation = await open('/transcripts/ann')
    await say('read this out')
    await conversation.getByRole('log').getByText('read this out').waitFor()
    expect(await conversation.getByRole('status').textContent()).to.equal('')
  })

  it('draws the charts of a tracker that began empty', async () => {
    const page = await open('/')
    await say('hello')
    await page.locator('[data-plot="messages"] canvas').waitFor()
  })

  it('leaves alone a page of another bot', async () => {
    await say('hello')
    const page = await open('/transcripts?bot=one')
    let fetches = 0
    page.on('request', () => fetches++)
    await running.post('incoming', { text: 'elsewhere', userId: 'zoe' }, { query: { apiKey: 'L' } })
    await say('here', 'bob')
    await page.locator('.users a', { hasText: 'bob' }).waitFor()
    expect(await page.locator('.users a').count()).to.equal(2)
    expect(fetches).to.equal(1)
  })

  it('follows again once the tracker is back, with what came in meanwhile', async () => {
    const directory = makeDirectory()
    const path = join(directory, 'tracker.db')
    const first = await RunningTracker.start({ path })
    await first.post('incoming', { text: 'hello', userId: 'ann' })
    const { page } = await pages.open(`${first.url}/transcripts/ann`)
    await isLive(page)
    await first.close()
    await page.locator('[data-live-state="off"]').waitFor()
    const second = await createTracker({ path })
    await second.import([
      { type: 'incoming', payload: { text: 'meanwhile', userId: 'ann' }, time: Date.now() },
    ])
    await second.listen({ port: Number(new URL(first.url).port) })
    await isLive(page)
    await bubble(page, 'meanwhile')
    await second.close()
    removeDirectory(directory)
  })
})
