import { attempt } from './attempt'

/** A string with something visible in it; undefined for anything else. */
export function filledText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value)
  return undefined
}

/** The values that have something visible in them, in their order. */
export function linesOf(values: readonly unknown[]): string[] {
  return values.map(filledText).filter((line) => line !== undefined)
}

/** A value as text: strings as they are, objects as JSON; undefined for what is empty or has no JSON. */
export function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'object' && value !== null) {
    const json = attempt(JSON.stringify, value)
    return json === '{}' || json === '[]' ? undefined : json
  }
  return typeof value === 'boolean' ? String(value) : filledText(value)
}
