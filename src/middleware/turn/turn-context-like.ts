import type { ActivityLike } from '../../mapping/activity-like'

/**
 * The part of a TurnContext that this library uses, as a structural type: botbuilder's class and the Agents SDK's both
 * fit.
 */
export interface TurnContextLike {
  readonly activity: ActivityLike
  readonly turnState: TurnStateLike
  onSendActivities(handler: SendActivitiesHandlerLike): unknown
  sendActivity(text: string): Promise<unknown>
}

export interface TurnStateLike {
  get(key: symbol): unknown
  set(key: symbol, value: unknown): unknown
}

export interface ResourceResponseLike {
  id: string
}

export type SendActivitiesHandlerLike = (
  context: unknown,
  activities: ActivityLike[],
  next: () => Promise<ResourceResponseLike[]>,
) => Promise<ResourceResponseLike[]>

/** true for a TurnContext whose turn is not over; false for anything else, a revoked proxy included. Never throws. */
function isTurnContext(value: unknown): value is TurnContextLike {
  if (typeof value !== 'object' || value === null) return false
  try {
    const { sendActivity, onSendActivities, activity, turnState } = value as Partial<TurnContextLike>
    return (
      typeof sendActivity === 'function' &&
      typeof onSendActivities === 'function' &&
      typeof activity === 'object' &&
      typeof turnState?.get === 'function'
    )
  } catch {
    return false
  }
}

/** The TurnContext that a value has in `.context`, as waterfall steps, dialog contexts and prompt validators do. */
function contextIn(value: unknown): TurnContextLike | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    const { context } = value as { readonly context?: unknown }
    return isTurnContext(context) ? context : undefined
  } catch {
    return undefined
  }
}

/**
 * The TurnContext that a method was called with: an argument, else what an argument has in `.context`, else
 * `this.context`.
 */
export function findContext(self: unknown, args: readonly unknown[]): TurnContextLike | undefined {
  for (const arg of args) if (isTurnContext(arg)) return arg
  for (const arg of args) {
    const context = contextIn(arg)
    if (context !== undefined) return context
  }
  return contextIn(self)
}
