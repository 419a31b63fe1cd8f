/** Shows the buttons that copy a snippet, where the browser can. */
export function offerCopies(root) {
  if (navigator.clipboard === undefined) return
  for (const button of root.querySelectorAll('[data-copy][hidden]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
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
    })
  }
}
