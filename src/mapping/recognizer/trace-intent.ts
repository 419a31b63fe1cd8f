import type { DashbotIntent } from '../../wire/types'
import type { ActivityLike } from '../activity-like'
import { isUndecided, toIntent } from './to-intent'

/** The result in a recognizer's trace. */
export interface TraceIntent {
  readonly intent: DashbotIntent | undefined
  /** The result of a set of recognizers, which outweighs those of its members. */
  readonly isOfSet: boolean
}

/** The best recognizer's result so far in one turn. */
export interface RecognizedIntent {
  readonly intent: DashbotIntent | undefined
  /** The highest score of the results, from 0 to 1. */
  readonly topScore: number
}

/** Share of the highest score in a turn that a later result needs to replace an earlier one. */
const MIN_SHARE = 0.5

/** Names that the Dispatch tool gives to the intents of its own model: the knowledge base or app that is to answer. */
const dispatched = /^[lq]_/

/** What a trace activity says of the message's intent; undefined for any other activity. */
export function traceIntent(activity: ActivityLike): TraceIntent | undefined {
  if (activity.type !== 'trace') return undefined
  const isOfSet = [activity.name, activity.label].some((name) => String(name).includes('RecognizerSet'))
  return { intent: toIntent(activity.value), isOfSet: isOfSet || isUndecided(activity.value) }
}

/**
 * What is recognized after another trace. The later result wins, as in a dispatch chain, where the second recognizer
 * knows better than the one that called it, unless its score is less than half of the highest in the turn, as it is for
 * those of several recognizers run at once that did not recognize the message. A set of recognizers decides alone.
 */
export function afterTrace(before: RecognizedIntent, { intent, isOfSet }: TraceIntent): RecognizedIntent {
  if (intent === undefined) return isOfSet ? { intent, topScore: 0 } : before
  const score = intent.confidence ?? 1
  const topScore = isOfSet ? 0 : before.topScore
  if (score < topScore * MIN_SHARE) return before
  return { intent, topScore: dispatched.test(intent.name) ? topScore : Math.max(score, topScore) }
}
