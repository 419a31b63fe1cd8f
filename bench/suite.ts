/** One group of figures. Each compares what it measures with a baseline of the same run: machines are noisy. */
export interface Suite {
  /** How it is called on the command line. */
  readonly name: string
  readonly title: string
  /** Measures, and returns what is printed. */
  run(): Promise<readonly Table[]>
}

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** What the figures are to reach, and whether they did. */
  readonly notes?: readonly string[]
}
