import { announce } from './announce.js'
import { Connection } from './connection.js'
import { Refresh } from './refresh.js'

const PAUSED = 'updates-paused'
const LABELS = { on: 'Live', off: 'Reconnecting', paused: 'Paused' }

/** Keeps a page that follows what comes in up to date, while it is visible and not paused. */
export function follow(onChange) {
  const main = document.querySelector('main[data-follow]')
  const state = document.querySelector('[data-live-state]')
  if (main === null || state === null) return
  const bot = new URLSearchParams(location.search).get('bot') || undefined
  const refresh = new Refresh(onChange)
  const show = (name) => {
    state.hidden = false
    state.dataset.liveState = name
    state.querySelector('[data-live-label]').textContent = LABELS[name]
  }
  const connection = new Connection({
    onState: (isOn) => show(isOn ? 'on' : 'off'),
    onAgain: () => refresh.ask(),
    onStored: ({ count, bots }) => {
      if (bot !== undefined && bots !== undefined && !bots.includes(bot)) return
      refresh.ask()
      announce(count)
    },
  })

  const toggle = document.querySelector('[data-live-toggle]')
  let isPaused = memory()?.getItem(PAUSED) != null
  let hasMissed = isPaused
  const settle = () => {
    const isFollowing = !isPaused && !document.hidden
    toggle.setAttribute('aria-pressed', String(isPaused))
    if (isPaused) show('paused')
    if (!isFollowing) {
      connection.close()
      refresh.cancel()
      hasMissed = true
      return
    }
    connection.open()
    if (hasMissed) refresh.ask()
    hasMissed = false
  }
  toggle.hidden = false
  toggle.addEventListener('click', () => {
    isPaused = !isPaused
    if (isPaused) memory()?.setItem(PAUSED, '')
    else memory()?.removeItem(PAUSED)
    settle()
  })
  document.addEventListener('visibilitychange', settle)
  addEventListener('pagehide', () => connection.close())
  addEventListener('pageshow', ({ persisted }) => persisted && settle())
  settle()
}

/** What this tab remembers from page to page; undefined where the browser does not let it. */
function memory() {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}
