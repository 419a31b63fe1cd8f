import type { TrackedRequest } from './fake-tracker'

/** The text of message `index` of a conversation is its number, so that the order can be read from what arrived. */
export const numbered = (userId: string, index: number) => ({ text: String(index), userId })

/** How often a message arrived after a later one of its conversation. */
export function inversionsIn(requests: readonly TrackedRequest[]): number {
  const last = new Map<string, number>()
  let inversions = 0
  for (const { json } of requests) {
    const { userId, text } = json as { userId: string; text: string }
    const index = Number(text)
    if (index < (last.get(userId) ?? -1)) inversions += 1
    last.set(userId, index)
  }
  return inversions
}

/** How many of the messages that arrived had arrived before. */
export function duplicatesIn(requests: readonly TrackedRequest[]): number {
  return requests.length - new Set(requests.map(({ headers }) => headers['idempotency-key'])).size
}
