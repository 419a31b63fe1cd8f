const attemptKey = Symbol.for('botbuilder-dashbot.twitter.attempt')

/** What both SDKs' turn contexts have: values of the turn. */
export interface TurnWithState {
  readonly turnState: { get(key: symbol): unknown; set(key: symbol, value: unknown): unknown }
}

export function setTurnAttempt({ turnState }: TurnWithState, attempt: number): void {
  if (attempt > 1) turnState.set(attemptKey, attempt)
}

/**
 * Counts the turns that were begun for this turn's event, this one included. With a durable inbox it is more than 1
 * after the process ended within the event's turn, and after a turn that failed: what that turn did may be done
 * already. 1 in turns that no event of X began.
 *
 * @example
 * if (turnAttempt(context) > 1) await context.sendActivity('Sorry, here I am again.')
 */
export function turnAttempt({ turnState }: TurnWithState): number {
  const attempt = turnState.get(attemptKey)
  return typeof attempt === 'number' ? attempt : 1
}
