import { isPromise } from 'node:util/types'
import { botIdOf } from '../../mapping/known-user'
import type { Reading } from '../../mapping/reading'
import type { MiddlewareSettings } from '../options'
import type { TurnSink } from './turn-record'

/** Asks the `userId` option, and reports an answer that cannot be a user's id. */
export class ReportedUser {
  readonly #option: MiddlewareSettings['userId']
  readonly #sink: Pick<TurnSink, 'failed' | 'announce'>

  constructor(option: MiddlewareSettings['userId'], sink: Pick<TurnSink, 'failed' | 'announce'>) {
    this.#option = option
    this.#sink = sink
  }

  /** @returns undefined where the option has no answer that can be used */
  of(reading: Reading): string | undefined {
    if (this.#option === undefined) return undefined
    let answer: unknown
    try {
      answer = this.#option(reading.activity, reading.direction)
    } catch (error) {
      this.#sink.failed('The userId option failed, and the activity’s user is reported', error)
      return undefined
    }
    if (answer === undefined || answer === null || answer === '') return undefined
    const fault = faultOf(answer, reading)
    if (fault === undefined) return answer as string
    this.#sink.announce(`The userId option returned ${fault}. The activity's user is reported`)
    return undefined
  }

  /** Reports that the option does not name one user in both directions. */
  disagrees(): void {
    this.#sink.announce(
      'The userId option gave different ids for the two directions of one turn, and the first is reported: ' +
        'return the same user for both',
    )
  }
}

function faultOf(answer: unknown, reading: Reading): string | undefined {
  if (isPromise(answer)) {
    answer.catch(() => {})
    return 'a promise: return the id itself, from what the bot has at hand'
  }
  if (typeof answer === 'number')
    return 'a number: return a string, since ids of X have more digits than a number holds'
  if (typeof answer !== 'string') return `a value of type ${typeof answer}: return a string, or undefined`
  if (answer !== botIdOf(reading)) return undefined
  const user = reading.direction === 'incoming' ? 'activity.from' : 'activity.recipient'
  return `the bot's own id for an ${reading.direction} message: the user is ${user} there`
}
