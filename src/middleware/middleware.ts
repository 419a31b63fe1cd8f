import { isPromise } from 'node:util/types'
import type { DashbotClient } from '../client/client'
import type { ActivityLike } from '../mapping/activity-like'
import { attempt } from '../mapping/attempt'
import { destinationsOf, reaches } from './destinations'
import {
  ANY_CHANNEL,
  channelOf,
  type DashbotMiddlewareOptions,
  type MiddlewareSettings,
  parseMiddlewareOptions,
} from './options'
import { callScope, currentScope, outgoingCall, runInScope, runOutsideTurns } from './turn/call-scope'
import { attachedTurn } from './turn/find-turn'
import { hasIncompatibleCopy, noteMiddleware } from './turn/shared-turns'
import type { ResourceResponseLike, TurnContextLike } from './turn/turn-context-like'
import { TURN_FORMAT, type TurnRecord } from './turn/turn-record'
import { TurnRecorder } from './turn/turn-recorder'
import { type CaptureClient, TurnReporter } from './turn/turn-reporter'

/**
 * Records what users and the bot say, for botbuilder and the Agents SDK. Add it before other middleware: what is sent
 * by those that come before it is not seen.
 *
 * The bot never notices: its errors and return values pass unchanged, nothing waits for the network, and what fails in
 * here goes to the client's `onError`. A turn's messages go to the client when the turn ends, since their intents may
 * be named until then; a turn of more than 30 s reports what it has, and the rest as it happens.
 *
 * Several clients are several destinations, each with its own hooks, queue and outcome.
 *
 * @example
 * adapter.use(new DashbotMiddleware(client))
 * adapter.use(new DashbotMiddleware([toDashbot, toOwnTracker]))
 */
export class DashbotMiddleware {
  readonly #client: CaptureClient
  readonly #settings: MiddlewareSettings
  readonly #reporter: TurnReporter
  readonly #recorder: TurnRecorder

  /** @throws ConfigError that names the option at fault */
  constructor(client: DashbotClient | readonly DashbotClient[], options: DashbotMiddlewareOptions = {}) {
    this.#client = destinationsOf(client)
    this.#settings = parseMiddlewareOptions(options)
    this.#reporter = new TurnReporter(this.#client)
    this.#recorder = new TurnRecorder(this.#reporter, this.#settings)
    noteMiddleware()
  }

  // Here and below then() instead of async saves two promises per turn: turns are counted in µs.
  onTurn(context: TurnContextLike, next: () => Promise<void>): Promise<void> {
    if (this.#isRecorded(context)) return next()
    const turn = this.#begin(context)
    if (turn === undefined) return runOutsideTurns(next)
    this.#client.work.begin()
    return Promise.resolve(runInScope(callScope(turn), next)).then(
      () => {
        this.#recorder.end(turn, context)
        this.#client.work.end()
      },
      (error: unknown) => {
        this.#recorder.fail(turn, context)
        this.#client.work.end()
        throw error
      },
    )
  }

  #begin(context: TurnContextLike): TurnRecord | undefined {
    try {
      const { activity } = context
      if (!this.#records(activity)) return undefined
      if (hasIncompatibleCopy()) this.#reporter.announce(INCOMPATIBLE_COPY)
      const turn = this.#recorder.begin(context, activity)
      context.onSendActivities((_context, activities, next) => this.#send(turn, activities, next))
      return turn
    } catch (error) {
      this.#reporter.failed('A turn is not recorded', error)
      return undefined
    }
  }

  /** true where another installation already records the turn, be it another copy of this library. */
  #isRecorded(context: TurnContextLike): boolean {
    const turn = attempt(attachedTurn, context)
    if (turn === undefined) return false
    if (turn.format !== TURN_FORMAT) this.#reporter.announce(INCOMPATIBLE_COPY)
    else if (this.#takesChannelOf(context) && !reaches((turn as TurnRecord).reporter.client, this.#client)) {
      this.#reporter.announce(OTHER_CLIENT)
    }
    return true
  }

  #takesChannelOf(context: TurnContextLike): boolean {
    return attempt(({ activity }) => this.#takes(channelOf(activity)), context) === true
  }

  #takes(channel: string): boolean {
    const { channels } = this.#settings
    return channels.includes(channel) || channels.includes(ANY_CHANNEL)
  }

  #records(activity: ActivityLike): boolean {
    const { channels, ignore } = this.#settings
    const channel = channelOf(activity)
    if (!this.#takes(channel)) {
      const of = channel === '' ? 'without a channel' : `of channel '${channel}'`
      const list = channels.map((one) => `'${one}'`).join(', ')
      this.#reporter.announce(`turns ${of} are not recorded; channels is [${list}]`)
      return false
    }
    return ignore === undefined || !this.#isIgnored(ignore(activity))
  }

  #isIgnored(answer: unknown): boolean {
    if (typeof answer !== 'boolean' && answer !== undefined) {
      if (isPromise(answer)) answer.catch(() => {})
      const given = isPromise(answer) ? 'a promise' : `a value of type ${typeof answer}`
      this.#reporter.announce(
        `The ignore option returned ${given}, and the turn is recorded: return true or false`,
      )
    }
    return answer === true
  }

  #send(
    turn: TurnRecord,
    activities: readonly ActivityLike[],
    next: () => Promise<ResourceResponseLike[]>,
  ): Promise<ResourceResponseLike[]> {
    const sentIn = outgoingCall(currentScope(turn))
    this.#recorder.noteTraces(turn, activities)
    return Promise.resolve(next()).then(
      (responses) => {
        this.#recorder.noteSent(turn, sentIn, { activities, responses })
        return responses
      },
      (error: unknown) => {
        this.#recorder.noteSent(turn, sentIn, { activities: activities.filter(hasId) })
        throw error
      },
    )
  }
}

const INCOMPATIBLE_COPY =
  'Two incompatible copies of botbuilder-dashbot are loaded: the decorators and functions of one do not find the turns ' +
  'of the other. See npm ls botbuilder-dashbot, and install one version'

const OTHER_CLIENT =
  "Another DashbotMiddleware records the turns already, and this one's client gets nothing: " +
  'give both clients to one middleware, new DashbotMiddleware([one, other])'

/** Sent, even where the call failed after that: ids are removed before activities go to the adapter. */
function hasId(activity: ActivityLike): boolean {
  return attempt(({ id }) => id, activity) !== undefined
}
