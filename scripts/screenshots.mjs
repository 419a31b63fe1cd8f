// Takes the pictures of the tracker's pages that the README shows, filled with a generated fortnight of conversations.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const FOLDER = 'docs/screenshots'
const WEEK_MS = 7 * 24 * 60 * 60_000
const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
}
const ARGUMENTS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

const { createTracker } = createRequire(import.meta.url)('../dist/tracker/index.js')
const folder = mkdtempSync(join(tmpdir(), 'screenshots-'))
const database = join(folder, 'tracker.db')

/** The week before the last one too, so that there is something to compare with. */
function fill() {
  for (const [seed, end] of [
    [2, Date.now() - WEEK_MS],
    [1, Date.now()],
  ]) {
    const { status } = spawnSync(
      'npm',
      [
        'start',
        '--silent',
        '--',
        '--db',
        database,
        '--seed',
        `${seed}`,
        '--end',
        new Date(end).toISOString(),
      ],
      { cwd: 'samples/week', stdio: 'inherit' },
    )
    if (status !== 0) throw new Error('The conversations could not be made up')
  }
}

async function links(url, path, pattern) {
  const html = await (await fetch(url + path)).text()
  return [...html.matchAll(pattern)].map(([, link]) => link.replaceAll('&amp;', '&'))
}

async function findPages(url) {
  const [user] = await links(url, '/transcripts?q=picnic', /href="(\/transcripts\/[^"#]+)/g)
  return {
    overview: '/',
    transcripts: '/transcripts?q=weather',
    transcript: user ?? '/transcripts',
    intents: '/intents',
    path: '/intents#path',
    intent: '/intents?intent=WEATHER_QUERY',
    'not-handled': '/not-handled',
    engagement: '/engagement',
    events: '/events',
    funnel:
      '/funnel?step=intent:GREETING&step=intent:LUNCH_MENU&step=intent:LUNCH_CHOICE&step=event:revenueEvent/boughtLunch',
  }
}

async function shoot(browser, url, pages) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [device, options] of Object.entries(DEVICES)) {
      const context = await browser.newContext({
        ...options,
        colorScheme,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(url + path)
        await page.locator('[data-live-state="on"]').waitFor()
        await page.waitForTimeout(300)
        await page.screenshot({ path: `${FOLDER}/${name}-${device}-${colorScheme}.png` })
      }
      await context.close()
    }
  }
}

fill()
const tracker = await createTracker({ path: database })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS.split(' ') })
try {
  mkdirSync(FOLDER, { recursive: true })
  const url = await tracker.listen({ port: 0 })
  await shoot(browser, url, await findPages(url))
} finally {
  await browser.close()
  await tracker.close()
  rmSync(folder, { recursive: true })
}
