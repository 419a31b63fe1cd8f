import * as v from 'valibot'
import { parseOptions } from '../internal/options'
import { type IntentInputs, inputNames, toDashbotIntent } from '../middleware/turn/intent'
import { setIncomingIntent, setIntentOfCall } from '../middleware/turn/record'
import { type CallScope, intentRank } from '../middleware/turn/turn-record'
import type { DashbotIntent } from '../wire/types'
import { callLabel } from './call-label'
import { methodDecorator, refuseBare } from './decorate'
import { resolvable } from './event-options'
import { isResolver, resolverFor } from './resolve'
import type { TrackDecorator } from './track-decorator'
import type { Method, Resolvable, TrackedCall } from './tracked-call'

/** Every field but `direction` is a value, or a function of the call. */
export interface TrackIntentOptions<M extends Method = Method> {
  /** @default the method's name */
  readonly name?: Resolvable<TrackedCall<M>, string> | undefined
  /** The message that has the intent: the one that came in, or those that the method sends. @default 'incoming' */
  readonly direction?: 'incoming' | 'outgoing' | undefined
  readonly inputs?: Resolvable<TrackedCall<M>, IntentInputs> | undefined
  /** From 0 to 1. */
  readonly confidence?: Resolvable<TrackedCall<M>, number> | undefined
}

const schema = v.strictObject({
  name: resolvable('string'),
  direction: v.optional(v.picklist(['incoming', 'outgoing'], "'incoming' or 'outgoing'")),
  inputs: resolvable('object', 'an'),
  confidence: resolvable('number'),
})

/**
 * Names the intent of the message that a method handles, or with `direction: 'outgoing'` that of the messages which are
 * sent while it runs. Where tracked methods call each other, the outermost one names the intent; of methods that run one
 * after the other, the last. It outranks what recognizers find, and `trackIntent` outranks it.
 *
 * The method belongs to the turn of its context: an argument, an argument's `.context`, `this.context`, or the
 * turn that runs here. Outside of a recorded turn it just runs.
 *
 * @example
 * class WeatherBot {
 *   \@TrackIntent({ name: 'WEATHER_QUERY', inputs: ({ args: [, city] }) => ({ city }) })
 *   async forecast(context: TurnContext, city: string) { ... }
 * }
 *
 * @throws TypeError at definition, when put on anything but a method or a function in a field
 * @throws ConfigError at definition, where an option is unknown or of a wrong type
 */
export function TrackIntent<M extends Method>(intent?: string | TrackIntentOptions<M>): TrackDecorator<M>
export function TrackIntent<M extends Method>(
  intent: string | TrackIntentOptions<M> = {},
  ...others: readonly unknown[]
): TrackDecorator<M> {
  refuseBare([intent, ...others], '@TrackIntent()')
  const options = (typeof intent === 'string' ? { name: intent } : intent) as TrackIntentOptions
  parseOptions('@TrackIntent', schema, options)
  return methodDecorator('@TrackIntent', (member) => {
    const { name = member, inputs, confidence, direction = 'incoming' } = options
    const isConstant = !isResolver(inputs) && !isResolver(confidence)
    const setIntent = direction === 'incoming' ? setIncoming : setOutgoing

    return {
      kind: direction,
      declaration: {
        kind: 'intent',
        name: isResolver(name) ? undefined : name,
        direction,
        inputs: isResolver(inputs) ? undefined : inputNames(inputs),
      },
      onStart: (scope) => {
        if (isResolver(name)) return
        const known = isConstant ? { name, inputs, confidence } : { name }
        setIntent(scope, toDashbotIntent(known, faultOf(scope)))
      },
      onEnd: (scope, call) => {
        if (isConstant && !isResolver(name)) return
        const resolve = resolverFor(scope, call)
        const named = resolve('name', name, member)
        if (named === undefined || named === null) return
        setIntent(
          scope,
          toDashbotIntent(
            {
              name: named,
              inputs: resolve('inputs', inputs),
              confidence: resolve('confidence', confidence),
            },
            faultOf(scope),
          ),
        )
      },
    }
  })
}

/** Reports inputs that were left out. */
function faultOf({ turn, method, self }: CallScope): (error: unknown) => void {
  return (error) => {
    const label = method === undefined ? 'A decorator' : callLabel(method, self)
    turn.reporter.failed(`${label}: inputs were left out`, error)
  }
}

function setIncoming({ turn }: CallScope, intent: DashbotIntent): void {
  setIncomingIntent(turn, intent, intentRank.decorator)
}

function setOutgoing(scope: CallScope, intent: DashbotIntent): void {
  setIntentOfCall(scope, intent, intentRank.decorator)
}
