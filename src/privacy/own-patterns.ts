import { isRegExp } from 'node:util/types'
import { textReturned } from '../client/wrong-return'
import { ConfigError } from '../errors'
import type { PersonalDataPattern } from './kinds'

/** Whether a value is a pattern of one's own, with nothing but what it may have. */
export function isOwnPattern(value: unknown): value is PersonalDataPattern {
  const { kind, pattern, confirm, ...others } = Object(value)
  return (
    typeof kind === 'string' &&
    kind !== '' &&
    isRegExp(pattern) &&
    (confirm === undefined || typeof confirm === 'function') &&
    Object.keys(others).length === 0
  )
}

/** What is used of re2js. */
interface LinearPattern {
  matcher(text: string): { find(): boolean; start(): number; end(): number }
}

export interface OwnPattern {
  readonly kind: string
  readonly compiled: LinearPattern
  readonly confirm: ((candidate: string) => string) | undefined
}

/** How long one pattern may search one text, in ms; each single match takes linear time. */
const MAX_SEARCH_MS = 200

/** @throws ConfigError with the pattern that does not run in linear time */
export function compileOwnPatterns(patterns: readonly PersonalDataPattern[]): readonly OwnPattern[] {
  return patterns.map(({ kind, pattern, confirm }) => ({ kind, confirm, compiled: compile(kind, pattern) }))
}

function compile(kind: string, pattern: RegExp): LinearPattern {
  const { RE2JS: engine }: typeof import('re2js') = require('re2js')
  try {
    if (/[yv]/.test(pattern.flags)) throw new TypeError(`the flags y and v are not supported`)
    const flags =
      engine.LOOKBEHINDS |
      (pattern.ignoreCase ? engine.CASE_INSENSITIVE : 0) |
      (pattern.multiline ? engine.MULTILINE : 0) |
      (pattern.dotAll ? engine.DOTALL : 0)
    return engine.compile(engine.translateRegExp(pattern.source), flags)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(
      'patterns',
      `redactText: the pattern of kind ${kind} does not run in linear time (${why}). ` +
        'Leave out lookahead and back references, and decide in confirm instead',
      { cause: error },
    )
  }
}

/**
 * The text with every confirmed match replaced. A pattern that takes too long, which many overlapping candidates can
 * bring about, has the rest of the text replaced: it may hold what was not found yet.
 */
export function replaceOwn(
  { kind, compiled, confirm }: OwnPattern,
  text: string,
  replacement: (kind: string) => string,
): string {
  const matcher = compiled.matcher(text)
  const deadline = performance.now() + MAX_SEARCH_MS
  let result = ''
  let position = 0
  while (matcher.find()) {
    if (performance.now() > deadline) return result + replacement(kind)
    const [start, end] = [matcher.start(), matcher.end()]
    const candidate = text.slice(start, end)
    const confirmed =
      confirm === undefined
        ? candidate
        : textReturned(`confirm of the pattern of kind ${kind}`, confirm(candidate))
    if (confirmed === '' || start < position) continue
    result += text.slice(position, start) + replacement(kind)
    position = start + Math.min(confirmed.length, candidate.length)
  }
  return result + text.slice(position)
}
