/** A delay may be over so much earlier than was asked for, in ms: timers go by another clock. */
export const TIMER_SLACK_MS = 5
