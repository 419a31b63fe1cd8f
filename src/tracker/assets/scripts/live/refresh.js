import { morph } from './morph.js'

/** What comes in within this time, in ms, is shown at once. */
const CALM_MS = 400

/** The longest that a page waits while more and more comes in, in ms. */
const PATIENCE_MS = 2_000

/** Fetches the page again, and changes the parts that differ. */
export class Refresh {
  #onChange
  #timer
  #since
  #isRunning = false
  #isAskedAgain = false

  constructor(onChange) {
    this.#onChange = onChange
  }

  ask() {
    if (this.#isRunning) {
      this.#isAskedAgain = true
      return
    }
    this.#since ??= Date.now()
    clearTimeout(this.#timer)
    const left = Math.max(0, this.#since + PATIENCE_MS - Date.now())
    this.#timer = setTimeout(() => void this.#run(), Math.min(CALM_MS, left))
  }

  cancel() {
    clearTimeout(this.#timer)
    this.#since = undefined
    this.#isAskedAgain = false
  }

  async #run() {
    this.#since = undefined
    this.#isRunning = true
    try {
      const text = await load()
      if (text !== undefined) await this.#apply(new DOMParser().parseFromString(text, 'text/html'))
    } finally {
      this.#isRunning = false
    }
    if (!this.#isAskedAgain) return
    this.#isAskedAgain = false
    this.ask()
  }

  async #apply(fresh) {
    await loadScripts(fresh)
    const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 80
    document.title = fresh.title
    morph(document.querySelector('main'), fresh.querySelector('main'))
    this.#onChange()
    if (isAtEnd && document.querySelector('.conversation') !== null)
      scrollTo({ top: document.documentElement.scrollHeight })
  }
}

/** The page as it is now; undefined where the tracker is away: what comes in once it is back asks again. */
async function load() {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } })
    return response.ok ? await response.text() : undefined
  } catch {
    return undefined
  }
}

/** A page that began empty did not need the library for charts. */
async function loadScripts(fresh) {
  const known = new Set([...document.scripts].map(({ src }) => src))
  const wanted = [...fresh.scripts].map((script) => new URL(script.getAttribute('src'), location.href).href)
  await Promise.all(wanted.filter((src) => !known.has(src)).map(loadScript))
}

function loadScript(src) {
  return new Promise((resolve) => {
    const script = document.createElement('script')
    script.addEventListener('load', resolve)
    script.addEventListener('error', resolve)
    script.src = src
    document.head.append(script)
  })
}
