import { createEnvelope, type Envelope } from '../../src/wire/envelope'

/** The message with a number in its conversation, so that its place can be recognized where it arrives. */
export function numbered(conversation: string, number: number): Envelope {
  const json = JSON.stringify(numberedPayload(conversation, number))
  return createEnvelope({ type: 'incoming', json, conversation, capturedAt: Date.now() })
}

export const numberedPayload = (userId: string, number: number) => ({ text: `message ${number}`, userId })

/** Messages of several conversations in turn: 0 of each, 1 of each, ... */
export function conversations(count: number, messages: number): readonly Envelope[] {
  return Array.from({ length: messages }, (_, index) =>
    numbered(`user-${index % count}`, Math.floor(index / count)),
  )
}

export interface Tally {
  /** Different messages that arrived. */
  readonly delivered: number
  /** Arrivals of what had arrived before. */
  readonly duplicates: number
  /** First arrivals behind a later message of their conversation. */
  readonly inversions: number
}

/** Counts arrived bodies, in the order of their arrival. */
export function tally(bodies: Iterable<unknown>): Tally {
  const seen = new Set<string>()
  const last = new Map<string, number>()
  let duplicates = 0
  let inversions = 0
  for (const body of bodies) {
    const { text, userId } = body as ReturnType<typeof numberedPayload>
    const key = `${userId} ${text}`
    if (seen.has(key)) {
      duplicates += 1
      continue
    }
    seen.add(key)
    const number = Number(text.slice('message '.length))
    const highest = last.get(userId) ?? -1
    if (number < highest) inversions += 1
    last.set(userId, Math.max(number, highest))
  }
  return { delivered: seen.size, duplicates, inversions }
}
