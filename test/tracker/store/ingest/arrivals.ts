import type { Arrival } from '../../../../src/tracker/store/ingest/arrival'
import type { DashbotEvent, DashbotMessage } from '../../../../src/wire/types'

/** A Tuesday, 10:00 UTC. */
export const NOON_ISH = Date.UTC(2026, 2, 3, 10)
export const MINUTE = 60_000

type MessageFields = Partial<DashbotMessage> & { readonly key?: string }

export function incoming(time: number, { key, ...fields }: MessageFields = {}): Arrival {
  const payload = { text: 'hello', userId: 'ann', ...fields }
  return { type: 'incoming', payload, json: JSON.stringify(payload), receivedAt: time, key }
}

export function outgoing(time: number, fields: MessageFields = {}): Arrival {
  return { ...incoming(time, fields), type: 'outgoing' } as Arrival
}

export function event(time: number, payload: DashbotEvent): Arrival {
  return { type: 'event', payload, json: JSON.stringify(payload), receivedAt: time }
}
