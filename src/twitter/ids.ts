import { asText } from '../internal/json'

/** An id as a string, also where it came as a number. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw new InexactIdError()
    return String(value)
  }
  return asText(value)
}

/** An id came as a number above 2^53, so `JSON.parse` has already changed it. */
export class InexactIdError extends Error {}

/** Parses JSON with each integer above 2^53 as a string of its digits. */
export function parseExactly(json: string): unknown {
  const quoted = json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return token
    const number = Number(token)
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? `"${token}"` : token
  })
  return JSON.parse(quoted)
}
