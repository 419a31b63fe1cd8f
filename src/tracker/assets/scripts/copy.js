/** Copies a snippet when its button is pressed. */
export function copySnippets() {
  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('[data-copy]')
    if (button) void copy(button)
  })
}

/** Shows the buttons that copy a snippet, where the browser can. */
export function offerCopies() {
  if (navigator.clipboard === undefined) return
  for (const button of document.querySelectorAll('[data-copy][hidden]')) button.hidden = false
}

async function copy(button) {
  const code = button.closest('.snippet').querySelector('code').textContent
  try {
    await navigator.clipboard.writeText(code)
    button.textContent = 'Copied'
  } catch {
    button.textContent = 'Not allowed'
  }
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2_000)
}
