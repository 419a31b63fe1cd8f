/** Shows the button that switches between light and dark, and remembers the choice. */
export function offerThemes(onChange) {
  const system = matchMedia('(prefers-color-scheme: dark)')
  // A print is light, and forced colours are the system's.
  for (const media of [system, matchMedia('(forced-colors: active)'), matchMedia('print')])
    media.addEventListener('change', onChange)
  const root = document.documentElement
  for (const button of document.querySelectorAll('[data-theme-toggle]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const { theme } = root.dataset
      const isDark = theme === 'dark' || (theme === 'system' && system.matches)
      root.dataset.theme = isDark ? 'light' : 'dark'
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
      document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
      onChange()
    })
  }
}
