import { NOT_HANDLED } from '../wire/not-handled'
import type { PayloadType } from '../wire/types'
import { eventUtil, messageUtil } from './payload-util'

/** Logs a payload; resolves with the tracker's answer, or with nothing where errors are not printed. */
export type Log = (type: PayloadType, payload: object) => Promise<Response | undefined>

/** The interface of `dashbot(apiKey).twitter`. Its methods may be taken off it. */
export class DashbotTwitter {
  readonly messageUtil = messageUtil
  readonly eventUtil = eventUtil
  readonly #log: Log
  #isNotHandled = false

  constructor(log: Log) {
    this.#log = log
  }

  /** What a user said. */
  readonly logIncoming = (message: object): Promise<Response | undefined> => this.#log('incoming', message)

  /** What the bot said. */
  readonly logOutgoing = (message: object): Promise<Response | undefined> => {
    const isNotHandled = this.#isNotHandled
    this.#isNotHandled = false
    return this.#log('outgoing', isNotHandled ? { ...message, intent: { name: NOT_HANDLED } } : message)
  }

  readonly logEvent = (event: object): Promise<Response | undefined> => this.#log('event', event)

  /** Gives the next outgoing message, to any user, the intent `NotHandled`. */
  readonly setNotHandled = (): void => {
    this.#isNotHandled = true
  }
}
