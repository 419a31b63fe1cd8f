/** From `from` on, up to but without `to`: both ms since the epoch. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** The span of the same length that ends where this one begins. */
export function previousSpan({ from, to }: TimeSpan): TimeSpan {
  return { from: from - (to - from), to: from }
}
