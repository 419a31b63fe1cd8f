import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export interface OpenedPage {
  readonly page: Page
  /** Whatever the browser complained of. */
  readonly complaints: string[]
}

/** Opens pages of one browser, and closes them after the test. */
export class Pages {
  readonly #browser: Browser
  readonly #contexts: BrowserContext[] = []

  constructor(browser: Browser) {
    this.#browser = browser
  }

  /** Tabs share a context, with its cookies and its locks. */
  async newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ bypassCSP: false, ...options })
    this.#contexts.push(context)
    return context
  }

  /** A page in a context of its own, or as a further tab of a given one. */
  async open(address: string, options: BrowserContextOptions | BrowserContext = {}): Promise<OpenedPage> {
    const context = 'newPage' in options ? options : await this.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(address)
    return { page, complaints }
  }

  async close(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
  }
}

/** Resolves once the page hears of what comes in. */
export const isLive = (page: Page): Promise<void> => page.locator('[data-live-state="on"]').waitFor()
