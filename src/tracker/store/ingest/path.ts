/** What of a message matters to the path of intents through its session. */
export interface PathMessage {
  /** The row. */
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly intent: number | null
}

/** Where the path stands after a message. */
export interface PathState {
  readonly lastIntent: number | null
  /** true once a message of this turn said that the bot could not answer. */
  readonly turnNotHandled: boolean
  /** The user's last message: its row, and its time. */
  readonly question: number | null
  readonly askedAt: number | null
  /** true once the bot wrote something after it. */
  readonly isAnswered: boolean
}

export const START: PathState = {
  lastIntent: null,
  turnNotHandled: false,
  question: null,
  askedAt: null,
  isAnswered: false,
}

/** Gets what a message adds to the sums. */
export interface PathListener {
  step(time: number, from: number, to: number): void
  /** `question` is the row of the user's message; null where the bot spoke first. */
  notHandled(time: number, question: number | null): void
  /** The message is the bot's first after one of the user's. */
  replied(message: number, time: number, ms: number): void
}

/**
 * One message further. The path goes over the intents of the user's messages, and over NotHandled, which counts
 * once a turn whoever says it; a turn begins with each message of the user.
 */
export function walk(
  before: PathState,
  message: PathMessage,
  notHandled: number,
  listener: PathListener,
): PathState {
  const state = message.incoming ? ask(before, message) : answer(before, message, listener)
  const { time, incoming, intent } = message
  const fails = intent === notHandled
  const counts = fails ? !state.turnNotHandled : incoming && intent !== null
  if (!counts || intent === null) return state
  if (fails) listener.notHandled(time, state.question)
  if (state.lastIntent !== null) listener.step(time, state.lastIntent, intent)
  return { ...state, lastIntent: intent, turnNotHandled: fails }
}

function ask({ lastIntent }: PathState, { id, time }: PathMessage): PathState {
  return { lastIntent, turnNotHandled: false, question: id, askedAt: time, isAnswered: false }
}

function answer(state: PathState, { id, time }: PathMessage, listener: PathListener): PathState {
  if (state.askedAt === null || state.isAnswered) return state
  listener.replied(id, time, time - state.askedAt)
  return { ...state, isAnswered: true }
}

/** The intent with which a session ends: NotHandled where the bot could not answer the last turn; 0 for no intent. */
export function exitOf({ lastIntent, turnNotHandled }: PathState, notHandled: number): number {
  if (turnNotHandled) return notHandled
  return lastIntent === null || lastIntent === notHandled ? 0 : lastIntent
}
