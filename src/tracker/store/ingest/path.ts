/** What of a message matters to the path of intents through its session. */
export interface PathMessage {
  readonly time: number
  readonly incoming: boolean
  readonly intent: number | null
}

/** Where the path stands after a message. */
export interface PathState {
  readonly lastIntent: number | null
  /** true once a message of this turn said that the bot could not answer. */
  readonly turnNotHandled: boolean
}

export const START: PathState = { lastIntent: null, turnNotHandled: false }

/** Is told what a message adds to the sums. */
export interface PathListener {
  step(time: number, from: number, to: number): void
  notHandled(time: number): void
}

/**
 * One message further. The path goes over the intents of the user's messages, and over NotHandled, which counts
 * once a turn whoever says it; a turn begins with each message of the user.
 */
export function walk(
  { lastIntent, turnNotHandled }: PathState,
  { time, incoming, intent }: PathMessage,
  notHandled: number,
  listener: PathListener,
): PathState {
  const failedBefore = turnNotHandled && !incoming
  const fails = intent === notHandled
  const counts = fails ? !failedBefore : incoming && intent !== null
  if (!counts || intent === null) return { lastIntent, turnNotHandled: failedBefore }
  if (fails) listener.notHandled(time)
  if (lastIntent !== null) listener.step(time, lastIntent, intent)
  return { lastIntent: intent, turnNotHandled: fails }
}
