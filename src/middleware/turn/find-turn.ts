import { currentTurn } from './call-scope'
import type { TurnContextLike } from './turn-context-like'
import type { TurnRecord } from './turn-record'

/** Shared by every copy of this library in the process. */
const turnKey = Symbol.for('botbuilder-dashbot.turn')

/** The record that a context has in its own turnState. */
export function ownTurn(context: TurnContextLike): TurnRecord | undefined {
  return context.turnState.get(turnKey) as TurnRecord | undefined
}

export function attachTurn(context: TurnContextLike, turn: TurnRecord): void {
  context.turnState.set(turnKey, turn)
}

/**
 * The turn that a context belongs to: the record in its turnState, else, since a cloned context starts with an empty
 * one, the turn of this asynchronous context where it is in the same conversation. Without a usable context it is the
 * turn of this asynchronous context. Never throws.
 */
export function findTurn(context: TurnContextLike | undefined): TurnRecord | undefined {
  const around = currentTurn()
  if (context === undefined) return around
  try {
    const turn = ownTurn(context)
    if (turn !== undefined) return turn
    return context.activity.conversation?.id === around?.conversationId ? around : undefined
  } catch {
    return around
  }
}
