import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FromReader, ReaderData, ToReader } from './messages'
import type { Reader } from './reader'

/** Beside this file in the sources, and from where the server's bundle lies. */
const WORKER = join(__dirname, '..', 'reader', 'worker.js')

interface Pending {
  readonly head: (message: FromReader & { type: 'head' }) => void
  readonly fail: (error: unknown) => void
  piece?: ((piece: Uint8Array | undefined) => void) | undefined
}

/** Hands requests to a thread of its own, which is started with the first one. */
export class ThreadReader implements Reader {
  readonly #data: ReaderData
  readonly #onError: (error: unknown) => void
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(data: ReaderData, onError: (error: unknown) => void) {
    this.#data = data
    this.#onError = onError
  }

  async respond(request: Request): Promise<Response> {
    const id = ++this.#lastId
    const head = await new Promise<FromReader & { type: 'head' }>((resolve, reject) => {
      this.#pending.set(id, { head: resolve, fail: reject })
      const { method, url, headers } = request
      this.#send({ type: 'request', id, method, url, headers: [...headers] })
    })
    if (!head.hasBody) this.#settle(id)
    const headers = head.headers.map(([name, value]) => [name, value] as [string, string])
    return new Response(head.hasBody ? this.#body(id) : null, { status: head.status, headers })
  }

  checkpoint(): void {
    this.#send({ type: 'checkpoint' })
  }

  reopen(): void {
    if (this.#worker !== undefined) this.#send({ type: 'reopen' })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref()
    const exited = once(worker, 'exit')
    this.#send({ type: 'close' })
    await exited
  }

  #body(id: number): ReadableStream<Uint8Array> {
    return new ReadableStream(
      {
        pull: async (controller) => {
          const piece = await this.#nextPiece(id)
          if (piece === undefined) {
            this.#settle(id)
            controller.close()
          } else {
            controller.enqueue(piece)
          }
        },
        cancel: () => {
          this.#settle(id)
          this.#send({ type: 'cancel', id })
        },
      },
      { highWaterMark: 0 },
    )
  }

  #nextPiece(id: number): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { head: () => {}, fail: reject, piece: resolve })
      this.#send({ type: 'pull', id })
    })
  }

  #settle(id: number): void {
    this.#pending.delete(id)
  }

  #send(message: ToReader): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { workerData: this.#data })
    // The process does not stay alive for an idle thread.
    worker.unref()
    worker.on('message', (message: FromReader) => this.#take(message))
    worker.on('error', (error) => this.#onError(error))
    worker.on('exit', () => this.#ended())
    return worker
  }

  /** A thread that ended by a fault is replaced by another one at the next request. */
  #ended(): void {
    this.#worker = undefined
    for (const { fail } of this.#pending.values()) fail(new Error('the reading thread ended'))
    this.#pending.clear()
  }

  #take(message: FromReader): void {
    if (message.type === 'report') {
      this.#onError(message.error)
      return
    }
    const pending = this.#pending.get(message.id)
    if (message.type === 'head') pending?.head(message)
    else if (message.type === 'piece') pending?.piece?.(message.piece)
    else {
      this.#settle(message.id)
      pending?.fail(message.error)
    }
  }
}
