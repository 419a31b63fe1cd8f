/** What comes in within this time, in ms, is shown at once. */
const CALM_MS = 400

/** The longest that a page waits while more and more comes in, in ms. */
const PATIENCE_MS = 2_000

/** Keeps a page that follows what comes in up to date: fetches it again and changes the parts that differ. */
export function follow(onChange) {
  const main = document.querySelector('main[data-follow]')
  const state = document.querySelector('[data-live-state]')
  if (main === null || state === null) return
  const page = new Refresh(onChange)
  const source = new EventSource('/live')
  const show = (isOn) => {
    state.hidden = false
    state.dataset.liveState = isOn ? 'on' : 'off'
    state.querySelector('[data-live-label]').textContent = isOn ? 'Live' : 'Reconnecting'
  }
  source.addEventListener('open', () => show(true))
  source.addEventListener('error', () => show(false))
  source.addEventListener('stored', () => page.ask())
  addEventListener('pagehide', () => source.close())
  document.addEventListener('visibilitychange', () => page.ask({ onlyIfMissed: true }))
}

class Refresh {
  #onChange
  #timer
  #since
  #isRunning = false
  #isMissed = false

  constructor(onChange) {
    this.#onChange = onChange
  }

  ask({ onlyIfMissed = false } = {}) {
    if (onlyIfMissed && !this.#isMissed) return
    if (document.hidden || this.#isRunning) {
      this.#isMissed = true
      return
    }
    this.#since ??= Date.now()
    clearTimeout(this.#timer)
    const left = Math.max(0, this.#since + PATIENCE_MS - Date.now())
    this.#timer = setTimeout(() => void this.#run(), Math.min(CALM_MS, left))
  }

  async #run() {
    this.#since = undefined
    this.#isMissed = false
    this.#isRunning = true
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' } })
      if (response.ok) this.#apply(new DOMParser().parseFromString(await response.text(), 'text/html'))
    } catch {
      this.#isMissed = true
    } finally {
      this.#isRunning = false
    }
    if (this.#isMissed) this.ask()
  }

  #apply(fresh) {
    const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 80
    const old = [...document.querySelectorAll('[data-live]')]
    const wanted = new Map(
      [...fresh.querySelectorAll('[data-live]')].map((part) => [part.dataset.live, part]),
    )
    const isSameShape = old.length === wanted.size && old.every((part) => wanted.has(part.dataset.live))
    if (!isSameShape)
      document.querySelector('main').replaceChildren(...fresh.querySelector('main').childNodes)
    else for (const part of old) update(part, wanted.get(part.dataset.live))
    this.#onChange()
    if (isAtEnd && document.querySelector('.conversation') !== null)
      scrollTo({ top: document.documentElement.scrollHeight })
  }
}

/** Leaves what is the same in place, with its focus and whatever was opened in it. */
function update(part, wanted) {
  const children = [...part.children]
  if (!children.every((child) => child.dataset.key !== undefined)) {
    if (part.innerHTML !== wanted.innerHTML) part.innerHTML = wanted.innerHTML
    return
  }
  const known = new Map(children.map((child) => [child.dataset.key, child]))
  const next = [...wanted.children].map((child) => {
    const old = known.get(child.dataset.key)
    return old !== undefined && isSame(old, child) ? old : child
  })
  for (const [index, child] of next.entries()) {
    if (part.children[index] !== child) part.insertBefore(child, part.children[index] ?? null)
  }
  while (part.children.length > next.length) part.lastElementChild.remove()
}

/** The text as it came from the tracker: what a reader opened in it does not count. */
function isSame(old, child) {
  old.origin ??= original(old)
  return old.origin === child.outerHTML
}

function original(element) {
  const copy = element.cloneNode(true)
  for (const added of copy.querySelectorAll('.payload')) added.remove()
  for (const link of copy.querySelectorAll('[aria-expanded]')) link.removeAttribute('aria-expanded')
  return copy.outerHTML
}
