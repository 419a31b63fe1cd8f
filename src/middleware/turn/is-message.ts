import type { ActivityLike } from '../../mapping/activity-like'

/** What adapters call the event with which they begin a turn that no user began. */
const proactiveNames = new Set(['continueconversation', 'createconversation'])

/** true for the activity that begins a proactive turn. */
export function isProactive({ name }: ActivityLike): boolean {
  return typeof name === 'string' && proactiveNames.has(name.toLowerCase())
}

/** true for what a user or the bot said; false for typing, traces, events, updates. */
export function isMessage(activity: ActivityLike): boolean {
  return activity.type === 'message' && !isProactive(activity)
}
