const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const rounded = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const amount = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** 12,345 */
export function count(value: number): string {
  return whole.format(value)
}

/** 12,345, and 1.2M from a million on. */
export function shortCount(value: number): string {
  return Math.abs(value) < 1_000_000 ? count(value) : compact.format(value)
}

/** 4.2 */
export function average(value: number): string {
  return decimal.format(value)
}

/** 4.2, or 4 */
export function shortDecimal(value: number): string {
  return rounded.format(value)
}

/** 1,234.50: Dashbot's amounts have no currency. */
export function money(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(1)
  return Math.abs(value) < 1_000_000 ? amount.format(value) : compact.format(value)
}

/** 12.3% */
export function percent(share: number): string {
  return `${decimal.format(share * 100)}%`
}

/** 1 message, 2 messages */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** 1 h 20 min: ms in at most two units; with `isPrecise` 850 ms and 1.2 s where it is short. */
export function duration(ms: number, { isPrecise = false }: { readonly isPrecise?: boolean } = {}): string {
  if (isPrecise && ms < 1_000) return `${count(ms)} ms`
  if (isPrecise && ms < 60_000) return `${decimal.format(ms / 1_000)} s`
  const parts: string[] = []
  let rest = ms
  for (const [unit, size] of UNITS) {
    const value = Math.floor(rest / size)
    if (value === 0 && parts.length === 0) continue
    if (value > 0) parts.push(`${count(value)} ${unit}`)
    rest -= value * size
    if (parts.length === 2 || value === 0) break
  }
  return parts.length === 0 ? 'under 1 s' : parts.join(' ')
}
