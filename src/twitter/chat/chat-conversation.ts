/** The `conversationType` of encrypted conversations: a proactive message to a stored reference stays on its stack. */
export const XCHAT = 'xchat'

/** true for an activity or a reference of an encrypted conversation. */
export function isChatActivity({
  conversation,
}: {
  readonly conversation?: { readonly conversationType?: string | undefined } | null | undefined
}): boolean {
  return conversation?.conversationType === XCHAT
}
