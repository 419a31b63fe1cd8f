import { parentPort, workerData } from 'node:worker_threads'
import type { Hono } from 'hono'
import { TrackerStore } from '../store/tracker-store'
import type { FromReader, ReaderData, ToReader } from './messages'

/** The thread that reads: it has a connection of its own, so that no page and no export holds up what is written. */
class ReadingThread {
  readonly #port: NonNullable<typeof parentPort>
  readonly #store: TrackerStore
  readonly #app: Hono
  readonly #bodies = new Map<number, ReadableStreamDefaultReader<Uint8Array>>()

  constructor(port: NonNullable<typeof parentPort>, store: TrackerStore, app: Hono) {
    this.#port = port
    this.#store = store
    this.#app = app
  }

  take(message: ToReader): void {
    switch (message.type) {
      case 'request':
        void this.#respond(message)
        break
      case 'pull':
        void this.#sendPiece(message.id)
        break
      case 'cancel':
        void this.#bodies.get(message.id)?.cancel()
        this.#bodies.delete(message.id)
        break
      case 'checkpoint':
        this.#store.database.exec('PRAGMA wal_checkpoint(PASSIVE)')
        break
      case 'reopen':
        this.#store.reopen()
        break
      case 'close':
        this.#store.close()
        this.#port.close()
    }
  }

  async #respond({ id, method, url, headers }: ToReader & { type: 'request' }): Promise<void> {
    try {
      const request = new Request(url, { method, headers: headers.map(([name, value]) => [name, value]) })
      const response = await this.#app.fetch(request)
      if (response.body !== null) this.#bodies.set(id, response.body.getReader())
      const { status } = response
      this.#send({
        type: 'head',
        id,
        status,
        headers: [...response.headers],
        hasBody: response.body !== null,
      })
    } catch (error) {
      this.#send({ type: 'failed', id, error })
    }
  }

  async #sendPiece(id: number): Promise<void> {
    try {
      const { done, value } = (await this.#bodies.get(id)?.read()) ?? { done: true, value: undefined }
      if (done) this.#bodies.delete(id)
      this.#send({ type: 'piece', id, piece: value })
    } catch (error) {
      this.#bodies.delete(id)
      this.#send({ type: 'failed', id, error })
    }
  }

  #send(message: FromReader): void {
    this.#port.postMessage(message)
  }
}

async function start(port: NonNullable<typeof parentPort>): Promise<void> {
  const { createReadApp } = await import('./read-app.js')
  const { path, exampleKey }: ReaderData = workerData
  const store = TrackerStore.openToRead(path)
  const report = (error: unknown) => port.postMessage({ type: 'report', error } satisfies FromReader)
  const thread = new ReadingThread(port, store, createReadApp({ store, exampleKey, onError: report }))
  port.on('message', (message: ToReader) => {
    try {
      thread.take(message)
    } catch (error) {
      report(error)
    }
  })
}

if (parentPort !== null) void start(parentPort)
