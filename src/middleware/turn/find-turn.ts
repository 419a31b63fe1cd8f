import { isProxy } from 'node:util/types'
import { debugging } from '../../client/debugging'
import { attempt } from '../../mapping/attempt'
import { filledText } from '../../mapping/value-text'
import { isInProgress, scopeAround } from './call-scope'
import { endedTurnOf, lastEnded, MAX_ENDED } from './shared-turns'
import { findContext, type TurnContextLike } from './turn-context-like'
import { TURN_FORMAT, type TurnRecord } from './turn-record'

/** In a turnState, which a context of the Agents SDK shares with the raw one that streams its replies. */
const turnKey = Symbol.for('botbuilder-dashbot.turn')

/** The record that a context has in its own turnState, also that of another copy of this library. */
export function attachedTurn({ turnState }: TurnContextLike): { readonly format?: unknown } | undefined {
  return turnState.get(turnKey) as TurnRecord | undefined
}

export function attachTurn(context: TurnContextLike, turn: TurnRecord): void {
  context.turnState.set(turnKey, turn)
}

/**
 * The turn that a call belongs to. Never throws.
 *
 * The turn's own context names it, for a while after its end too: as an argument, in an argument's `.context`, or in
 * `this.context`. A cloned context, or a call without one, belongs to the turn of this asynchronous context, while that is in progress: what
 * outlives a turn (a timer, a pool of connections) keeps its asynchronous context, and serves others later.
 *
 * @param label Names the caller in a report.
 */
export function findTurn(self: unknown, args: readonly unknown[], label: string): TurnRecord | undefined {
  const context = findContext(self, args)
  const scope = scopeAround()
  if (context === undefined) {
    const revoked = revokedContext(self, args)
    if (revoked !== undefined) return turnOfRevoked(revoked, scope?.turn, label)
  } else {
    const own = attempt(attachedTurn, context)
    if (own?.format === TURN_FORMAT) return own as TurnRecord
  }
  if (scope === undefined || (context !== undefined && !isOfConversation(context, scope.turn))) {
    if (debugging.isOn) warnOfNoTurn(label)
    return undefined
  }
  if (isInProgress(scope)) return scope.turn
  scope.turn.reporter.announce(
    `${label} ran after the turn in whose asynchronous context it was started, and is not recorded: ` +
      'what outlives a turn serves others too. Pass it the context of the turn that it belongs to',
  )
  return undefined
}

/** The revoked context that is an argument, in an argument's `.context`, or in `this.context`. */
function revokedContext(self: unknown, args: readonly unknown[]): object | undefined {
  for (const arg of args) if (isRevoked(arg)) return arg
  for (const arg of args) {
    const context = attempt(contextIn, arg)
    if (isRevoked(context)) return context
  }
  const context = attempt(contextIn, self)
  return isRevoked(context) ? context : undefined
}

/** SDKs revoke the proxy that a context is when its turn is over. `isArray` throws for it, and calls no trap. */
function isRevoked(value: unknown): value is object {
  return isProxy(value) && attempt(Array.isArray, value) === undefined
}

function turnOfRevoked(
  context: object,
  around: TurnRecord | undefined,
  label: string,
): TurnRecord | undefined {
  const turn = around?.hasContext(context) ? around : endedTurnOf(context)
  if (turn !== undefined) return turn
  const { reporter } = around ?? lastEnded() ?? {}
  reporter?.announce(
    `${label} was given the context of a turn that is over, and is not recorded: the turn was not recorded, or ` +
      `${MAX_ENDED} others have ended since. Track what belongs to a turn before it ends, or soon after`,
  )
  return undefined
}

function contextIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { context?: unknown }).context : undefined
}

function isOfConversation(context: TurnContextLike, { conversationId }: TurnRecord): boolean {
  return attempt(({ activity }) => filledText(activity.conversation?.id), context) === conversationId
}

let hasWarned = false

/** Once per process. */
export function warnOfNoTurn(label: string): void {
  if (hasWarned) return
  hasWarned = true
  process.emitWarning(
    `${label} ran outside of any recorded turn, and is not recorded. Add the middleware first, ` +
      'adapter.use(new DashbotMiddleware(client)), and pass the context of the turn',
    { type: 'DashbotWarning' },
  )
}
