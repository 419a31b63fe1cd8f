import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const PATH = '/usr/bin/chromium'
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Debian's browser; without it, the calling hook's tests are skipped. */
export async function startChromium(hook: Mocha.Context): Promise<Browser> {
  if (!existsSync(PATH)) {
    console.warn(`${PATH} is missing: apt-get install chromium. The browser tests are skipped.`)
    hook.skip()
  }
  return await chromium.launch({ executablePath: PATH, args: ARGUMENTS })
}
