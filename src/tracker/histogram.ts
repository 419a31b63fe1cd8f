/** The bounds within one power of ten: each is at most a third above the one before. */
const STEPS = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80]

/**
 * The bound under which a histogram counts a value: the smallest one that is not below it, of 1 to 10, 12, 15, 20, 25,
 * 30, 40, 50, 60, 80, 100, 120 and so on; 0 for what is 0 or less. That half of the values lie within a bound is
 * then exactly true.
 */
export function boundOf(value: number): number {
  if (!(value > 0)) return 0
  if (value <= 10) return Math.ceil(value)
  const power = 10 ** (Math.floor(Math.log10(value)) - 1)
  const step = STEPS.find((candidate) => candidate * power >= value)
  return Math.round((step ?? 100) * power)
}
