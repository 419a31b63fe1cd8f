/** More deeply nested JSON is taken for prose: the mapping is recursive. */
const MAX_DEPTH = 200

/** The parts of valid JSON that count here: strings, brackets, numbers. */
const parts = /"(?:[^"\\]+|\\.)*"|[[\]{}]|-?\d[\d.eE+-]*/g

/**
 * Maps a text that is the JSON of an object or a list as what it is, and writes it again: a submitted card's value is
 * such a text. Undefined for any other text.
 *
 * @param map is given the parsed value. Integers that lose digits as numbers are strings there.
 */
export function mapJsonText(text: string, map: (value: unknown) => unknown): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return isDeep(text) ? undefined : JSON.stringify(map(JSON.parse(text.replace(parts, quotedIfLong))))
}

function isDeep(json: string): boolean {
  let depth = 0
  for (const [part] of json.matchAll(parts)) {
    if (part === '[' || part === '{') depth += 1
    else if (part === ']' || part === '}') depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

function quotedIfLong(part: string): string {
  return /^-?\d+$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${part}"` : part
}
