/** Checked by the compiler alone: both SDKs' activities are what the mapping takes. */
import type { Activity as AgentsActivity } from '@microsoft/agents-activity'
import type { Activity, RecognizerResult } from 'botbuilder'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { toIntent } from '../../src/mapping/recognizer/to-intent'
import { readMessage } from '../../src/mapping/to-message'

export function mapAll(
  complete: Activity,
  partial: Partial<Activity>,
  agents: AgentsActivity,
  result: RecognizerResult,
): readonly unknown[] {
  const activities: readonly ActivityLike[] = [complete, partial, agents, {}]
  return [
    toIntent(result),
    ...activities.map((activity) => readMessage(activity, { direction: 'incoming' }).message),
  ]
}

// @ts-expect-error: there are two directions
readMessage({}, { direction: 'sideways' })
// @ts-expect-error: a string is not an activity
readMessage('Hi', { direction: 'incoming' })
