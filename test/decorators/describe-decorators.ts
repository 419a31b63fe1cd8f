import type { DecoratedClasses } from './decorated-classes'
import { describeEvents } from './describe-events'
import { describeHandlers } from './describe-handlers'
import { describeIntents } from './describe-intents'

/** What decorators do, whichever mode compiled the classes. */
export function describeDecorators(mode: string, classes: DecoratedClasses): void {
  describeIntents(mode, classes)
  describeEvents(mode, classes)
  describeHandlers(mode, classes)
}
