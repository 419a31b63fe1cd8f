/** A screen reader is not interrupted more often than this, in ms. */
const LEAST_MS = 10_000

let count = 0
let timer

/** Says how much came in. A conversation is a log of its own, whose new messages are read out as they come. */
export function announce(more) {
  if (document.querySelector('[role="log"]') !== null) return
  count += more
  if (timer !== undefined) return
  say()
  timer = setTimeout(() => {
    timer = undefined
    if (count > 0) announce(0)
  }, LEAST_MS)
}

function say() {
  document.querySelector('[data-live-news]').textContent =
    `${count === 1 ? 'One message or event' : `${count} messages and events`} came in, the page is up to date.`
  count = 0
}
