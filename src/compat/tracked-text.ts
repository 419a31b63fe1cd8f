import type { Span } from '../privacy/detect/finding'

/** A part of the current text: a slice of the original as it is, or what was put in its place. */
interface Part extends Span {
  readonly text: string
  readonly isReplacement: boolean
}

/** A text in which places are replaced step by step: a later step sees what earlier ones left. */
export class TrackedText {
  #parts: readonly Part[]

  constructor(text: string) {
    this.#parts = [{ text, start: 0, end: text.length, isReplacement: false }]
  }

  get text(): string {
    return this.#parts.map(({ text }) => text).join('')
  }

  /** What was replaced, as places in the original. */
  get replaced(): readonly Span[] {
    return this.#parts.filter(({ isReplacement }) => isReplacement)
  }

  /** @param places in the current text, in ascending order and without overlap */
  replace(places: readonly Span[], replacement: string): void {
    if (places.length === 0) return
    const parts: Part[] = []
    let offset = 0
    let next = 0
    let open: Part | undefined
    for (const part of this.#parts) {
      let from = 0
      const partEnd = offset + part.text.length
      while (next < places.length && (places[next]?.start ?? 0) < partEnd) {
        const place = places[next] as Span
        const start = Math.max(place.start - offset, 0)
        const end = Math.min(place.end - offset, part.text.length)
        if (open === undefined && start > from) parts.push(sliceOf(part, from, start))
        const covered = sliceOf(part, start, end)
        open = {
          text: replacement,
          start: open?.start ?? covered.start,
          end: covered.end,
          isReplacement: true,
        }
        from = end
        if (place.end > partEnd) break
        parts.push(open)
        open = undefined
        next++
      }
      if (from < part.text.length) parts.push(sliceOf(part, from, part.text.length))
      offset = partEnd
    }
    if (open !== undefined) parts.push(open)
    this.#parts = parts
  }
}

/** A slice of a replacement stands for all that was replaced. */
function sliceOf(part: Part, from: number, to: number): Part {
  const text = part.text.slice(from, to)
  if (part.isReplacement) return { ...part, text }
  return { text, start: part.start + from, end: part.start + to, isReplacement: false }
}
