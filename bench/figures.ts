export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export type Goal = { readonly atLeast: number } | { readonly atMost: number }

/** What was measured, what it is to reach, and whether it does: each suite says it in the same words. */
export function verdict(what: string, value: number, goal: Goal, unit = ''): string {
  const [isReached, bound] =
    'atLeast' in goal
      ? [value >= goal.atLeast, `at least ${goal.atLeast}`]
      : [value <= goal.atMost, `at most ${goal.atMost}`]
  return `${what}: ${Number(value.toFixed(2))}${unit} (${bound}${unit}: ${isReached ? 'reached' : 'NOT reached'})`
}
