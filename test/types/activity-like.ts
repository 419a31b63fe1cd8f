/** Checked by the compiler alone: both SDKs' activities are what the mapping takes. */
import type { Activity as AgentsActivity } from '@microsoft/agents-activity'
import type { Activity, RecognizerResult } from 'botbuilder'
import { toIntent, toMessage } from '../../src/mapping'
import type { ActivityLike } from '../../src/mapping/activity-like'

export function mapAll(
  complete: Activity,
  partial: Partial<Activity>,
  agents: AgentsActivity,
  result: RecognizerResult,
): readonly object[] {
  const activities: readonly ActivityLike[] = [complete, partial, agents, {}]
  return activities.map((activity) =>
    toMessage(activity, { direction: 'incoming', intent: toIntent(result) }),
  )
}

// @ts-expect-error: there are two directions
toMessage({}, { direction: 'sideways' })
// @ts-expect-error: a string is no activity
toMessage('Hi', { direction: 'incoming' })
