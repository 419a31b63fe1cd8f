/** Pages are written in the zone that they find in a cookie: the first one is loaded again when it was another. */
export function setZoneCookie() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const cookie = `zone=${encodeURIComponent(timeZone)}`
  if (timeZone === document.documentElement.dataset.zone || document.cookie.includes(cookie)) return
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`
  if (document.cookie.includes(cookie)) location.reload()
}
