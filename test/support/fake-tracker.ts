import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as it arrived: raw body, parsed query. */
export interface TrackedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: unknown
  /** What the server did with it; only `accept` took it. */
  readonly behaviour: Behaviour
}

/** How the server treats one request. */
export type Behaviour =
  /** Answers at once, or after a delay. */
  | { readonly kind: 'accept'; readonly delayMs?: number }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** Destroys the socket before the request's body was read. */
  | { readonly kind: 'reset-before-body' }
  /** Destroys the socket once the body was read, with no answer. */
  | { readonly kind: 'reset-after-body' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends the status and a part of the body, then nothing more. */
  | { readonly kind: 'stall-body'; readonly status: number }

export const accept: Behaviour = { kind: 'accept' }
export const status = (code: number, headers: Record<string, string> = {}): Behaviour => ({
  kind: 'status',
  status: code,
  headers,
})

/** Idle connections stay open for so long, in ms: a process that they held would not end in a test's time. */
const KEEP_ALIVE_MS = 60_000

/** A real HTTP server on loopback that records requests, and fails on demand. */
export class FakeTracker {
  readonly requests: TrackedRequest[] = []
  /** Decides per request; `index` counts from 0. */
  behave: (index: number, request: IncomingMessage) => Behaviour = () => accept
  readonly #server: Server
  #count = 0

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response).catch(() => response.destroy())
    })
  }

  static async start(port = 0): Promise<FakeTracker> {
    const tracker = new FakeTracker()
    tracker.#server.keepAliveTimeout = KEEP_ALIVE_MS
    tracker.#server.listen(port, '127.0.0.1')
    await once(tracker.#server, 'listening')
    return tracker
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The requests that were accepted, in the order of their arrival. */
  get accepted(): readonly TrackedRequest[] {
    return this.requests.filter((request) => request.behaviour.kind === 'accept')
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const behaviour = this.behave(this.#count++, request)
    if (behaviour.kind === 'reset-before-body') {
      this.#record(request, '', behaviour)
      request.socket.destroy()
      return
    }
    this.#record(request, await text(request), behaviour)
    if (behaviour.kind === 'accept') {
      if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs)
      response.end('{"success":true}')
    } else if (behaviour.kind === 'status') {
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '')
    } else if (behaviour.kind === 'reset-after-body') request.socket.destroy()
    else if (behaviour.kind === 'stall-body') {
      response.writeHead(behaviour.status, { 'content-length': '100' }).write('{"su')
    }
  }

  #record(request: IncomingMessage, body: string, behaviour: Behaviour): void {
    const url = new URL(request.url ?? '/', 'http://tracker')
    this.requests.push({
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body,
      json: body === '' ? undefined : JSON.parse(body),
      behaviour,
    })
  }
}
