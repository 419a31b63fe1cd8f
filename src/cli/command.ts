/** One subcommand of `botbuilder-dashbot`. */
export interface Command {
  /** One line for the overview. */
  readonly summary: string
  /** Arguments and options, printed by `--help`. */
  readonly usage: string
  /** Runs to the end and resolves to the exit code. */
  run(args: readonly string[]): Promise<number>
}

/** The arguments make no sense: the message is printed, with a reference to `--help`, and the exit code is 2. */
export class UsageError extends Error {}
