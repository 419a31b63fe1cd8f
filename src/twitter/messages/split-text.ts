/**
 * Cuts a text into parts of at most so many UTF-16 units: at the last white space that fits, which is left out, or
 * within a word that is longer than a part, but never within a surrogate pair.
 */
export function splitText(text: string, maxLength: number): readonly string[] {
  if (text === '') return []
  const parts: string[] = []
  let rest = text
  while (rest.length > maxLength) {
    const space = lastSpace(rest, maxLength)
    const end = space > 0 ? space : wholeCharacters(rest, maxLength)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest].filter((part) => part !== '')
}

function lastSpace(text: string, maxLength: number): number {
  for (let index = maxLength; index > 0; index -= 1) if (/\s/.test(text.charAt(index))) return index
  return 0
}

function wholeCharacters(text: string, length: number): number {
  const endsInPair =
    /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(length))
  return endsInPair ? length - 1 : length
}
