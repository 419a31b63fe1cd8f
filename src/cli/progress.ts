const INTERVAL_MS = 100
const number = new Intl.NumberFormat('en')

/** The part of a terminal's stream that is needed. */
export interface TerminalLike {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface ProgressOptions {
  readonly terminal: TerminalLike
  /** What is done, for example `Exported`. */
  readonly verb: string
  /** What is counted, for example `messages`. */
  readonly unit: string
  /** How many there are. */
  readonly total: number
  /** ms; @default performance.now */
  readonly now?: () => number
}

/** Shows on a terminal how far a command is, in one line. Anything else than a terminal gets nothing. */
export class Progress {
  readonly #options: ProgressOptions
  readonly #now: () => number
  #done = 0
  #shownAt = Number.NEGATIVE_INFINITY

  constructor(options: ProgressOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  add(count: number): void {
    this.#done += count
    if (this.#now() - this.#shownAt < INTERVAL_MS) return
    this.#shownAt = this.#now()
    this.#show('')
  }

  /** Leaves the last line as it is. */
  end(): void {
    this.#show('\n')
  }

  #show(end: string): void {
    const { terminal, verb, unit, total } = this.#options
    if (terminal.isTTY !== true) return
    const percent = total === 0 ? 100 : Math.floor((100 * Math.min(this.#done, total)) / total)
    const done = `${number.format(this.#done)} of ${number.format(total)} ${unit}`
    terminal.write(`\r\u001b[K${verb} ${done}, ${percent} %${end}`)
  }
}
