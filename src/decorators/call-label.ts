import { attempt } from '../mapping/attempt'
import type { TrackedMethod } from '../middleware/turn/turn-record'

/** Names a decorated method in reports: `@TrackEvent on Shop.buy`. */
export function callLabel({ kind, member }: TrackedMethod, self: unknown): string {
  const owner = attempt(classOf, self)
  const name = typeof member === 'symbol' ? `[${member.description ?? ''}]` : member
  return `${kind === 'event' ? '@TrackEvent' : '@TrackIntent'} on ${owner ? `${owner}.` : ''}${name}`
}

function classOf(self: unknown): string | undefined {
  if (self === undefined || self === null || Array.isArray(self)) return undefined
  const declaring: unknown = typeof self === 'function' ? self : Object(self).constructor
  return typeof declaring === 'function' && declaring !== Object ? declaring.name : undefined
}
