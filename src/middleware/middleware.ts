import type { DashbotClient } from '../client/client'
import { ConfigError } from '../errors'
import type { ActivityLike } from '../mapping/activity-like'
import { attempt } from '../mapping/attempt'
import { type DashbotMiddlewareOptions, type MiddlewareSettings, parseMiddlewareOptions } from './options'
import { callScope, currentScope, outgoingCall, runInScope, runOutsideTurns } from './turn/call-scope'
import { ownTurn } from './turn/find-turn'
import type { ResourceResponseLike, TurnContextLike } from './turn/turn-context-like'
import type { TurnRecord } from './turn/turn-record'
import { TurnRecorder } from './turn/turn-recorder'

/** Stands for every channel. */
const ANY_CHANNEL = '*'

/**
 * Records what users and the bot say, for botbuilder and the Agents SDK. Add it before other middleware: what is sent
 * by those that come before it is not seen.
 *
 * The bot never notices: its errors and return values pass unchanged, nothing waits for the network, and what fails in
 * here goes to the client's `onError`. A turn's messages go to the client when the turn ends, since their intents may
 * be told until then; a turn of more than 30 s reports what it has, and the rest as it happens.
 *
 * @example
 * adapter.use(new DashbotMiddleware(client))
 */
export class DashbotMiddleware {
  readonly #client: DashbotClient
  readonly #settings: MiddlewareSettings
  readonly #recorder: TurnRecorder

  /** @throws {ConfigError} that names the option at fault */
  constructor(client: DashbotClient, options: DashbotMiddlewareOptions = {}) {
    if (typeof client?.capture !== 'function') {
      throw new ConfigError(
        'client',
        'DashbotMiddleware needs a DashbotClient: new DashbotMiddleware(client)',
      )
    }
    this.#client = client
    this.#settings = parseMiddlewareOptions(options)
    this.#recorder = new TurnRecorder(client, this.#settings)
  }

  // Here and below `then` in the place of an async function, which makes two promises more: turns are counted in µs.
  onTurn(context: TurnContextLike, next: () => Promise<void>): Promise<void> {
    if (hasTurn(context)) return next()
    const turn = this.#begin(context)
    if (turn === undefined) return runOutsideTurns(next)
    return Promise.resolve(runInScope(callScope(turn), next)).then(
      () => this.#recorder.end(turn),
      (error: unknown) => {
        this.#recorder.fail(turn)
        throw error
      },
    )
  }

  #begin(context: TurnContextLike): TurnRecord | undefined {
    try {
      const { activity } = context
      if (!this.#records(activity)) return undefined
      const turn = this.#recorder.begin(context, activity)
      context.onSendActivities((_context, activities, next) => this.#send(turn, activities, next))
      return turn
    } catch (error) {
      this.#client.captureFailed('A turn is not recorded', error)
      return undefined
    }
  }

  #records(activity: ActivityLike): boolean {
    const { channels, ignore } = this.#settings
    const isOurs = channels.includes(activity.channelId ?? '') || channels.includes(ANY_CHANNEL)
    return isOurs && ignore?.(activity) !== true
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

/** true where another installation already records the turn. */
function hasTurn(context: TurnContextLike): boolean {
  return attempt(ownTurn, context) !== undefined
}

/** Sent, even where the call failed after that: ids are removed before activities go to the adapter. */
function hasId(activity: ActivityLike): boolean {
  return attempt(({ id }) => id, activity) !== undefined
}
