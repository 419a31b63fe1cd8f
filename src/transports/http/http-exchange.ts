import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Dispatcher } from 'undici'
import { SlotList } from '../../internal/slot-list'
import type { HttpResponse, PostConfig } from './requester'

/** What is posted, and until when. */
export interface HttpExchangeConfig extends Omit<PostConfig, 'signal'> {
  /** Not `signal`: axios looks at that one after the response too, and would undo what has been accepted. */
  readonly giveUp: AbortSignal
}

/** The exchanges that a signal ends: one listener serves all, since each would cost more than the rest of an exchange. */
const bySignal = new WeakMap<AbortSignal, SlotList<HttpExchange>>()

function exchangesOf(signal: AbortSignal): SlotList<HttpExchange> {
  const known = bySignal.get(signal)
  if (known !== undefined) return known
  const exchanges = new SlotList<HttpExchange>()
  bySignal.set(signal, exchanges)
  signal.addEventListener('abort', () => {
    for (const exchange of exchanges) exchange.giveUp()
  })
  return exchanges
}

/** Posts to the origin, and calls back with the response or the error. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (response: HttpResponse) => void
  readonly #reject: (reason: unknown) => void
  readonly #open: SlotList<HttpExchange>
  readonly #slot: number
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #abortedFor: Error | undefined
  #response: HttpResponse | undefined
  #isSettled = false

  constructor(
    { giveUp, timeout }: HttpExchangeConfig,
    resolve: (response: HttpResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#resolve = resolve
    this.#reject = reject
    this.#open = exchangesOf(giveUp)
    this.#slot = this.#open.add(this)
    this.#timer = setTimeout(abortLate, timeout, this, timeout)
    if (giveUp.aborted) this.giveUp()
  }

  start(dispatcher: Dispatcher, origin: string, { url, headers, data }: HttpExchangeConfig): void {
    const path = url.slice(origin.length)
    // Undici takes a socket again after a setImmediate, which fake timers keep from it.
    const reset = globalThis.setImmediate !== setImmediate
    dispatcher.dispatch(
      { origin, path, method: 'POST', headers, body: data, reset, headersTimeout: 0, bodyTimeout: 0 },
      this,
    )
  }

  giveUp(): void {
    this.abort(new Error('the client gave up on the attempt'))
  }

  abort(reason: Error): void {
    this.#abortedFor = reason
    this.#controller?.abort(reason)
    this.#settle(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abortedFor !== undefined) controller.abort(this.#abortedFor)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    received: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return
    const retryAfter = received['retry-after']
    this.#response = { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } }
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#settle(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error)
  }

  #settle(error: unknown): void {
    if (this.#isSettled) return
    this.#isSettled = true
    clearTimeout(this.#timer)
    this.#open.remove(this.#slot)
    if (this.#response === undefined) this.#reject(error)
    else this.#resolve(this.#response)
  }
}

function abortLate(exchange: HttpExchange, timeoutMs: number): void {
  exchange.abort(new Error(`no answer within ${timeoutMs} ms`))
}
