/**
 * How long a `Retry-After` header asks to be left alone: seconds, or a date.
 *
 * @param now Wall clock, ms since the epoch.
 * @returns ms, or undefined where the header asks for nothing
 */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  const text = header.trim()
  const delayMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return delayMs > 0 ? Math.ceil(delayMs) : undefined
}
