import type { HandlerBot, Shelf, TrackedBot } from './tracked-bot'

/** The classes as one mode of decorators compiled them. */
export interface DecoratedClasses {
  readonly TrackedBot: typeof TrackedBot
  readonly HandlerBot: typeof HandlerBot
  readonly Shelf: typeof Shelf
}
