/**
 * A conversation's id in the one form that events have: `A:B` with the smaller account id first, `g...` for a group.
 * X also writes `A-B`, and in paths the other participant's id alone.
 */
export function canonicalConversationId(id: string, ownId: string): string {
  if (id.startsWith('g')) return id
  const ids = id.split(/[-:]/)
  const [one = '', other = ownId] = ids
  return isSmaller(one, other) ? `${one}:${other}` : `${other}:${one}`
}

/** The participants of a conversation of two; undefined for a group, whose id does not name them. */
export function participantsOf(conversationId: string): readonly [string, string] | undefined {
  const [one, other] = conversationId.split(':')
  return one === undefined || other === undefined ? undefined : [one, other]
}

/** The other participant's id; a group's own id. */
export function peerOf(conversationId: string, ownId: string): string {
  const participants = participantsOf(conversationId)
  return participants?.find((id) => id !== ownId) ?? participants?.[0] ?? conversationId
}

/** Ids are decimal numbers of up to 19 digits. */
function isSmaller(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length
}
