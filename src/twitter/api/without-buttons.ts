import type { DirectMessage } from '../messages/direct-message'

/** The text of a message with its quick replies and buttons as lines below, for an API that has neither. */
export function withoutButtons({ text, quickReplies = [], callToActions = [] }: DirectMessage): string {
  const replies = quickReplies.map(({ label, description }, index) =>
    description === undefined ? `${index + 1}. ${label}` : `${index + 1}. ${label} (${description})`,
  )
  const links = callToActions.map(({ label, url }) => (label === url ? url : `${label}: ${url}`))
  return [...(text === undefined ? [] : [text]), ...replies, ...links].join('\n')
}
