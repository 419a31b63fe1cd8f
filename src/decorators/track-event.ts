import { addEvent, type TurnEvent } from '../middleware/turn/record'
import type { DashbotEvent } from '../wire/types'
import { callLabel } from './call-label'
import { methodDecorator, refuseBare } from './decorate'
import { checkEventOptions, type occasions } from './event-options'
import { isResolver, resolverFor } from './resolve'
import type { TrackDecorator } from './track-decorator'
import type { Method, Resolvable, ResultOf, TrackedCall } from './tracked-call'

/** The calls that are an event: those that return, those that throw, or all. */
type On = (typeof occasions)[number]

type Names = 'type' | 'name' | 'userId' | 'dashbot_timestamp'

/** The fields of an event, each a value or a function of the call. */
type Resolvables<Event extends DashbotEvent, Call> = {
  readonly [Name in keyof Event as Exclude<Name, Names>]: Resolvable<Call, Event[Name]>
}

type EventOptions<Call, Event extends DashbotEvent = DashbotEvent> = Event extends DashbotEvent
  ? Resolvables<Event, Call> & {
      readonly type: Event['type']
      /** @default the method's name */
      readonly name?: Resolvable<Call, string> | undefined
      /** @default the user of the turn */
      readonly userId?: Resolvable<Call, string> | undefined
      /** The event is recorded where this is true. @default true */
      readonly when?: Resolvable<Call, boolean> | undefined
    } & ('extraInfo' extends keyof Event
        ? {
            /** Puts `{ start, difference, end }` in `extraInfo`: the call's start and end in ms since the epoch. */
            readonly timing?: boolean | undefined
          }
        : unknown)
  : never

/**
 * An event of one of Dashbot's five types: `type` and its fields, each a value or a function of the call, and `name` (by
 * default the method's), `userId` (by default the turn's), `when` (recorded where it is true, as by default), and for
 * types with `extraInfo` `timing`, which puts `{ start, difference, end }` of the call in it, in ms since the epoch.
 */
export type TrackEventOptions<M extends Method = Method> = EventOptions<TrackedCall<M>> & {
  /** @default 'success' */
  readonly on?: On | undefined
}

type AnyEventOptions = TrackEventOptions & { readonly timing?: boolean | undefined }

/**
 * Records an event when the method has run: by name a `customEvent`, else one of Dashbot's five types. User and
 * conversation are the turn's where none is given. Where a method and the one that it overrides are both decorated, the
 * outermost call is recorded; several decorators on one method each record theirs, and a method that calls itself
 * records each call. An event is left out where `when` is not true, or the function of `name` returns undefined.
 *
 * The method belongs to a turn as it does for `TrackIntent`. Outside of a recorded turn it just runs.
 *
 * @example
 * class Shop {
 *   \@TrackEvent({ type: 'revenueEvent', name: 'boughtSandwich', amount: ({ result }) => result.total })
 *   async buy(context: TurnContext, sandwich: string): Promise<Order> { ... }
 * }
 *
 * @throws TypeError at definition, when put on anything but a method or a function in a field
 * @throws ConfigError at definition, where an option is missing, unknown or of a wrong type
 */
export function TrackEvent<M extends Method>(name: string): TrackDecorator<M>
export function TrackEvent<M extends Method>(
  event: EventOptions<TrackedCall<M, ResultOf<M>>> & { readonly on?: 'success' | undefined },
): TrackDecorator<M>
export function TrackEvent<M extends Method>(
  event: EventOptions<TrackedCall<M>> & { readonly on: On },
): TrackDecorator<M>
export function TrackEvent<M extends Method>(
  event: string | object,
  ...others: readonly unknown[]
): TrackDecorator<M> {
  refuseBare([event, ...others], "@TrackEvent('boughtSandwich')")
  const options = typeof event === 'string' ? { type: 'customEvent', name: event } : Object(event)
  checkEventOptions(options)
  const { type, on = 'success', when = true, name, timing = false, ...fields } = options as AnyEventOptions
  return methodDecorator('@TrackEvent', (member) => ({
    kind: 'event',
    declaration: { kind: 'event', type, on, name: isResolver(name) ? undefined : (name ?? member) },
    onEnd: (scope, call, { hasFailed }) => {
      if (on !== 'always' && hasFailed !== (on === 'failure')) return
      const resolve = resolverFor(scope, call)
      if (resolve('when', when) !== true) return
      const named = resolve('name', name ?? member, member)
      if (named === undefined || named === null) return
      const payload: Record<string, unknown> = { type, name: named }
      for (const [field, resolvable] of Object.entries(fields)) {
        const value = resolve<unknown>(field, resolvable)
        if (value !== undefined) payload[field] = value
      }
      if (timing) payload.extraInfo = { ...Object(payload.extraInfo), ...timingOf(call) }
      const origin = scope.method && callLabel(scope.method, scope.self)
      addEvent(scope.turn, payload as TurnEvent, { at: call.endedAt, origin })
    },
  }))
}

function timingOf({ startedAt, endedAt }: TrackedCall): object {
  return { start: startedAt, difference: endedAt - startedAt, end: endedAt }
}
