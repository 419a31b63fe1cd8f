import { isDeepStrictEqual } from 'node:util'
import { toPlainJson } from '../../client/plain-json'
import { DashbotError } from '../../errors'
import { attempt } from '../../mapping/attempt'
import { afterTrace, type TraceIntent } from '../../mapping/recognizer/trace-intent'
import type { DashbotEvent, DashbotIntent } from '../../wire/types'
import { outgoingCall } from './call-scope'
import { type CallScope, type IntentRank, intentRank, type TurnRecord } from './turn-record'

/** Names the intent of the message that came in, unless a source of a higher rank has. */
export function setIncomingIntent(turn: TurnRecord, intent: DashbotIntent, rank: IntentRank): void {
  if (rank < turn.incomingIntentRank) return
  if (turn.incomingIsReported) {
    reportLate(turn, { intent, known: turn.incomingIntent, reported: 'the incoming message' })
    return
  }
  turn.incomingIntent = intent
  turn.incomingIntentRank = rank
}

/** Takes a recognizer's result into account, unless a source of a higher rank named the intent. */
export function setRecognizedIntent(turn: TurnRecord, found: TraceIntent): void {
  if (turn.incomingIntentRank > intentRank.recognizer) return
  const { incomingIntent, topScore } = turn
  const { intent, topScore: score } = afterTrace({ intent: incomingIntent, topScore }, found)
  turn.topScore = score
  if (intent === incomingIntent) return
  if (intent === undefined) turn.incomingIntent = undefined
  else setIncomingIntent(turn, intent, intentRank.recognizer)
}

/** Names the intent of the messages sent in a tracked call, unless a source of a higher rank has. */
export function setIntentOfCall(call: CallScope, intent: DashbotIntent, rank: IntentRank): void {
  if (rank < call.outgoingIntentRank) return
  if (call.outgoingIsReported) {
    reportLate(call.turn, { intent, known: call.outgoingIntent, reported: 'messages that the method sent' })
  }
  call.outgoingIntent = intent
  call.outgoingIntentRank = rank
}

/**
 * Names the intent of the messages that the tracked method around sends; without one, of the turn's messages that have
 * none yet and of those that follow.
 */
export function setOutgoingIntent(
  turn: TurnRecord,
  scope: CallScope | undefined,
  intent: DashbotIntent,
): void {
  const call = outgoingCall(scope)
  if (call !== undefined) {
    setIntentOfCall(call, intent, intentRank.call)
    return
  }
  turn.outgoingIntent = intent
  if (turn.outgoingIsReported) {
    reportLate(turn, { intent, known: undefined, reported: 'messages that had no intent' })
  }
  for (const occurrence of turn.occurrences) {
    if (occurrence.type === 'outgoing') occurrence.intent ??= intent
  }
}

interface LateIntent {
  readonly intent: DashbotIntent
  /** What was reported of it. */
  readonly known: DashbotIntent | undefined
  /** What it came too late for. */
  readonly reported: string
}

function reportLate(turn: TurnRecord, { intent, known, reported }: LateIntent): void {
  const isNamed = known?.name === intent.name
  const details = (['inputs', 'confidence'] as const).filter(
    (field) => intent[field] !== undefined && !isDeepStrictEqual(intent[field], known?.[field]),
  )
  if (isNamed && details.length === 0) return
  const lost = isNamed ? `${details.join(' and ')} of the intent ${intent.name}` : `intent ${intent.name}`
  const why = `The ${lost} came too late: ${reported} had already been reported`
  turn.reporter.failed('An intent was lost', new DashbotError('ERR_DASHBOT_CAPTURE', why))
}

/** An event whose user and conversation, where it names none, are the turn's. */
export type TurnEvent<Event extends DashbotEvent = DashbotEvent> = Event extends DashbotEvent
  ? Omit<Event, 'userId'> & { userId?: string | undefined }
  : never

export interface AboutEvent {
  /** Wall clock, ms since the epoch. @default now */
  readonly at?: number
  /** What recorded it, for reports. */
  readonly origin?: string | undefined
}

export function addEvent(turn: TurnRecord, event: TurnEvent, about: AboutEvent = {}): void {
  const { at = Date.now(), origin } = about
  const payload = eventOf(turn, event)
  const namesUser = attempt(({ userId }) => userId, event) != null
  turn.reporter.add(turn, { type: 'event', payload, at, namesUser, origin })
}

/**
 * The event with the turn's user where it names none; its conversation is filled in when it is reported. It does not
 * change with the objects in it until then; what has no JSON stays, and is reported with the event.
 */
export function eventOf(turn: TurnRecord, event: TurnEvent): DashbotEvent {
  const payload = readable(turn, event) as DashbotEvent
  payload.userId ??= turn.userId ?? ''
  for (const [field, value] of Object.entries(payload)) {
    if (typeof value !== 'object' || value === null) continue
    const { json, lost } = toPlainJson(value)
    if (json !== undefined && lost.length === 0) Reflect.set(payload, field, JSON.parse(json))
  }
  return payload
}

/** A copy without the fields whose getters throw. */
function readable(turn: TurnRecord, event: TurnEvent): object {
  const read: [string, unknown][] = []
  for (const field of Object.keys(event)) {
    try {
      read.push([field, Reflect.get(event, field)])
    } catch (error) {
      turn.reporter.failed(`The ${field} of an event was left out`, error)
    }
  }
  return Object.fromEntries(read)
}
