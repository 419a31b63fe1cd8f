export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Half of the range that the middle half of the values spans, as a share of their median. */
export function noiseOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return (at(0.75) - at(0.25)) / 2 / Math.abs(median(values))
}

export type Goal = { readonly atLeast: number } | { readonly atMost: number }

/** What was measured, and what it has to reach. */
export interface Verdict {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly goal: Goal
  readonly isReached: boolean
  /** As a share of the value, where rounds were compared. */
  readonly noise?: number
}

/** @param values of the rounds, or one value of the whole run */
export function verdict(what: string, values: number | readonly number[], goal: Goal, unit = ''): Verdict {
  const rounds = typeof values === 'number' ? [values] : values
  const value = median(rounds)
  const isReached = 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost
  const judged = { what, value, unit, goal, isReached }
  return rounds.length > 2 ? { ...judged, noise: noiseOf(rounds) } : judged
}

export function toText({ what, value, unit, goal, isReached, noise }: Verdict): string {
  const bound = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`
  const spread = noise === undefined ? '' : ` ± ${Math.round(noise * 100)} %`
  return `${what}: ${round(value)}${unit}${spread} (${bound}${unit}: ${isReached ? 'reached' : 'NOT reached'})`
}

export const round = (value: number): number => Number(value.toFixed(2))
