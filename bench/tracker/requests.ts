import { randomUUID } from 'node:crypto'
import { week } from '../../samples/week/src/week'

export interface TrackRequest {
  readonly path: string
  readonly body: string
}

/** Messages as a bot posts them, with the key of that bot. */
export function makeRequests(count: number, apiKey: string): readonly TrackRequest[] {
  const messages = [...week({ end: Date.now(), messages: count })].filter(({ type }) => type !== 'event')
  return messages.map(({ type, payload }) => ({
    path: `/track?platform=twitter&v=11.1.0-rest&type=${type}&apiKey=${apiKey}`,
    body: JSON.stringify(payload),
  }))
}

/** As the client's ids: one random part for each process, and a number. */
export const nextKey = (() => {
  const prefix = randomUUID().slice(0, 24)
  let last = 0
  return () => prefix + (++last).toString(16).padStart(12, '0')
})()
