import { asObject } from '../../internal/json'
import { isRecognizerResult, toIntent } from '../../mapping/recognizer/to-intent'
import type { DashbotIntent } from '../../wire/types'
import { currentScope } from './call-scope'
import { findTurn, warnOfNoTurn } from './find-turn'
import { type IntentLike, notHandled, toDashbotIntent } from './intent'
import { addEvent, setIncomingIntent, setOutgoingIntent, type TurnEvent } from './record'
import { hasMiddleware } from './shared-turns'
import { findContext, type TurnContextLike } from './turn-context-like'
import { intentRank, type TurnRecord } from './turn-record'

/** A TurnContext, or what has one in `.context`: a waterfall step, a dialog context, a prompt validator's. */
export type ContextSource = TurnContextLike | { readonly context: TurnContextLike }

export interface TrackIntentByHandOptions {
  /** Whose intent: that of the message that came in, or that of the messages that go out. @default 'incoming' */
  readonly direction?: 'incoming' | 'outgoing' | undefined
}

/**
 * Names the intent of the turn's incoming message; it outranks decorators and recognizers, and the last call wins. With
 * `direction: 'outgoing'` it names that of the messages which the tracked method around it sends, or, outside of one,
 * of the turn's messages that have none yet and of those that follow.
 *
 * Takes an intent, its bare name, or the result of a recognizer (LUIS, CLU, Orchestrator), which names no intent where
 * nothing was recognized. Does nothing in a turn that is not recorded, with one process warning where the process has
 * no middleware. Never throws: a TypeError for anything else
 * goes to the client's `onError`.
 *
 * @example
 * trackIntent(context, await recognizer.recognize(context))
 * trackIntent(context, { name: 'WEATHER_RESPONSE', inputs: { forecast } }, { direction: 'outgoing' })
 */
export function trackIntent(
  context: ContextSource,
  intent: IntentLike | string | object,
  options?: TrackIntentByHandOptions,
): void {
  inTurn('trackIntent', context, (turn) => {
    const direction = directionIn(options)
    const named = readIntent(turn, intent)
    if (named === undefined) return
    if (direction === 'outgoing') setOutgoingIntent(turn, currentScope(turn), named)
    else setIncomingIntent(turn, named, intentRank.call)
  })
}

/**
 * Records an event, with the turn's user and conversation where it names none. Does nothing in a turn that is not
 * recorded. Never throws: an event that Dashbot would refuse goes to the client's `onError`.
 *
 * @example
 * trackEvent(context, { type: 'revenueEvent', name: 'boughtSandwich', amount: 17.45 })
 */
export function trackEvent(context: ContextSource, event: TurnEvent): void {
  inTurn('trackEvent', context, (turn) => {
    if (asObject(event) === undefined) {
      throw new TypeError(`trackEvent takes an event ({ type, name }), and was given ${nameOfType(event)}`)
    }
    addEvent(turn, event)
  })
}

/**
 * Says that the bot had no answer: the messages that it sends in this turn have the intent `NotHandled`. Does nothing
 * in a turn that is not recorded. Never throws.
 */
export function trackNotHandled(context: ContextSource): void {
  inTurn('trackNotHandled', context, (turn) => setOutgoingIntent(turn, currentScope(turn), notHandled))
}

function inTurn(label: string, context: ContextSource, act: (turn: TurnRecord) => void): void {
  const turn = findTurn(undefined, [context], label)
  if (turn === undefined) {
    // Decorated methods stay silent: unit tests of a bot call them without a middleware.
    if (!hasMiddleware() && findContext(undefined, [context]) !== undefined) warnOfNoTurn(label)
    return
  }
  try {
    act(turn)
  } catch (error) {
    turn.reporter.failed(`${label} failed`, error)
  }
}

/** @throws TypeError where the options name another direction, or are not options */
function directionIn(options: TrackIntentByHandOptions | undefined): 'incoming' | 'outgoing' {
  const { direction = 'incoming' } = options ?? {}
  const isKnown = direction === 'incoming' || direction === 'outgoing'
  if (isKnown && (options == null || asObject(options) !== undefined)) return direction
  throw new TypeError(
    "trackIntent takes { direction: 'incoming' } or { direction: 'outgoing' } as its options",
  )
}

/** @throws TypeError where it is something else */
function readIntent(turn: TurnRecord, intent: IntentLike | string | object): DashbotIntent | undefined {
  const onFault = (error: unknown): void => turn.reporter.failed('trackIntent left inputs out', error)
  if (typeof intent === 'string') return toDashbotIntent({ name: intent }, onFault)
  const { name } = Object(intent) as Partial<IntentLike>
  if (name !== undefined) return toDashbotIntent(intent as IntentLike, onFault)
  if (!isRecognizerResult(intent)) throw new TypeError(unknownIntent(intent))
  return toIntent(intent)
}

/** Names fields and no values: these may be what a user said. */
function unknownIntent(intent: unknown): string {
  const given =
    typeof intent === 'object' && intent !== null
      ? `an object with ${Object.keys(intent).join(', ') || 'no fields'}`
      : nameOfType(intent)
  return `trackIntent takes an intent ({ name }), its name, or a recognizer's result, and was given ${given}`
}

function nameOfType(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return value === null ? 'null' : typeof value
}
