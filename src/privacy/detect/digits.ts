/** The code of the character 0. */
export const ZERO = 48

export const isDigit = (code: number): boolean => code >= ZERO && code <= ZERO + 9

/** How many digits a text has. */
export function digitsIn(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) if (isDigit(text.charCodeAt(index))) count++
  return count
}
