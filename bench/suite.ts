import type { Verdict } from './figures'

export interface Mode {
  /** true: a few seconds, to show that the suite runs. Its figures mean nothing. */
  readonly isQuick: boolean
}

/** One group of figures. Each compares what it measures with a baseline of the same run: machines are noisy. */
export interface Suite {
  /** Its name on the command line. */
  readonly name: string
  readonly title: string
  /**
   * A suite that takes longer, in ms, is stopped.
   * @default 150,000
   */
  readonly maxMs?: number
  /** true: runs only where it is named. */
  readonly isOnDemand?: boolean
  /** Measures, and returns what is printed. */
  run(mode: Mode): Promise<readonly Table[]>
}

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** What the figures have to reach, and whether they did; remarks. */
  readonly notes?: readonly (Verdict | string)[]
}
