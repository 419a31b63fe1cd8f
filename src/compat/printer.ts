import { toPlainJson } from '../client/plain-json'
import type { DropReport } from '../delivery/drop-reports'
import { warnOfDrop, warnOfErrors } from '../delivery/warnings'
import { type DashbotError, TransportError } from '../errors'
import { trackQuery } from '../wire/track-url'
import type { PayloadType } from '../wire/types'
import type { ResolvedConfig } from './config'

const titles = { incoming: 'Incoming', outgoing: 'Outgoing', event: 'Event' } as const

/** What dashbot's package prints, on its standard output, without the key; and this library's own warnings. */
export class Printer {
  readonly #config: ResolvedConfig
  readonly #warn = warnOfErrors()

  constructor(config: ResolvedConfig) {
    this.#config = config
  }

  debug(type: PayloadType, payload: object): void {
    const { debug, urlRoot } = this.#config
    if (!debug) return
    console.log(`Dashbot ${titles[type]}: ${urlRoot}?${trackQuery({ type, apiKey: '***' })}`)
    console.log(pretty(payload))
  }

  /** The tracker's answer says what is wrong with the payload. */
  readonly refusal = async (response: Response): Promise<Response> => {
    if (response.status === 400) console.log('validation error: ', await response.clone().text())
    return response
  }

  readonly onDrop = (report: DropReport): void => {
    if (this.#config.printErrors) warnOfDrop(report)
  }

  readonly onError = (error: DashbotError): void => {
    const isPrinted = error instanceof TransportError && error.status === 400
    if (this.#config.printErrors && !isPrinted) this.#warn(error)
  }
}

function pretty(payload: object): string {
  try {
    return JSON.stringify(JSON.parse(toPlainJson(payload).json ?? 'null'), null, 2)
  } catch {
    return '(a payload that does not serialize)'
  }
}
