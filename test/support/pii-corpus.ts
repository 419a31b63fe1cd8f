import { readFileSync } from 'node:fs'

interface MarkedSpan {
  readonly kind: string
  readonly start: number
  readonly end: number
}

interface MarkedText {
  readonly text: string
  readonly spans: readonly MarkedSpan[]
}

interface SourceEntry {
  readonly full_text: string
  readonly spans: readonly {
    readonly entity_type: string
    readonly start_position: number
    readonly end_position: number
  }[]
}

/** The selection in the fixtures, or a whole file of presidio-research. */
export function piiCorpus(path = 'test/fixtures/pii/corpus.json'): readonly MarkedText[] {
  const entries: readonly (MarkedText | SourceEntry)[] = JSON.parse(readFileSync(path, 'utf8'))
  return entries.map((entry) =>
    'text' in entry
      ? entry
      : {
          text: entry.full_text,
          spans: entry.spans.map((span) => ({
            kind: span.entity_type,
            start: span.start_position,
            end: span.end_position,
          })),
        },
  )
}

/** The corpus's names for what `redactText` finds. */
export const measuredKinds = [
  'EMAIL_ADDRESS',
  'CREDIT_CARD',
  'IBAN_CODE',
  'US_SSN',
  'IP_ADDRESS',
  'PHONE_NUMBER',
  'DOMAIN_NAME',
] as const

export interface RedactionFigures {
  /** By the corpus's kind: spans of which no letter and no digit is left, and all spans. */
  readonly recall: Readonly<Record<string, { readonly found: number; readonly all: number }>>
  /** Redactions that overlap with any marked span, and all redactions. */
  readonly precision: { readonly right: number; readonly all: number; readonly wrong: readonly string[] }
}

type Find = (text: string) => readonly { readonly start: number; readonly end: number }[]

/** Compares what is found in each text with what is marked in it. */
export function measureRedaction(corpus: readonly MarkedText[], find: Find): RedactionFigures {
  const recall: Record<string, { found: number; all: number }> = {}
  const wrong: string[] = []
  let all = 0
  for (const { text, spans } of corpus) {
    const places = find(text)
    for (const span of spans) {
      recall[span.kind] ??= { found: 0, all: 0 }
      const counts = recall[span.kind] ?? { found: 0, all: 0 }
      counts.all++
      if (isGone(text, span, places)) counts.found++
    }
    all += places.length
    for (const place of places) {
      const isRight = spans.some(({ start, end }) => start < place.end && place.start < end)
      if (!isRight) wrong.push(text.slice(place.start, place.end))
    }
  }
  return { recall, precision: { right: all - wrong.length, all, wrong } }
}

function isGone(text: string, { start, end }: MarkedSpan, places: ReturnType<Find>): boolean {
  for (let index = start; index < end; index++) {
    const isCovered = places.some((place) => place.start <= index && index < place.end)
    if (!isCovered && /[\p{L}\p{N}]/u.test(text.charAt(index))) return false
  }
  return true
}
