import type { Position, Window } from '../queries/conversation'
import { parseDay } from './chosen-span'
import type { PageRequest } from './request'
import { idParameter } from './request'
import { startOfDay } from './zone'

/**
 * The part of a conversation that a page's query asks for: `at` names an item, `before` and `after` a place, `day` the
 * day from whose first item on it is shown; the end, without any of them.
 */
export function readWindow({ query, dates }: Pick<PageRequest, 'query' | 'dates'>): Window {
  const [, kind, row] = /^([me]?)(\d{1,15})$/.exec(query.get('at') ?? '') ?? []
  const id = idParameter(row)
  if (id !== undefined) return { at: 'around', kind: kind === 'e' ? 'event' : 'message', id }
  for (const at of ['before', 'after'] as const) {
    const position = parsePosition(query.get(at))
    if (position !== undefined) return { at, position }
  }
  const day = parseDay(query.get('day'))
  if (day === undefined) return { at: 'end' }
  const lastBefore = startOfDay(day, dates.zone) - 1
  return { at: 'after', position: { kind: 'event', time: lastBefore, id: Number.MAX_SAFE_INTEGER } }
}

export function writePosition({ kind, time, id }: Position): string {
  return `${time}.${kind === 'message' ? 'm' : 'e'}${id}`
}

function parsePosition(value: string | null): Position | undefined {
  const match = /^(-?\d{1,16})\.([me])(\d{1,15})$/.exec(value ?? '')
  if (match === null) return undefined
  return { kind: match[2] === 'm' ? 'message' : 'event', time: Number(match[1]), id: Number(match[3]) }
}
