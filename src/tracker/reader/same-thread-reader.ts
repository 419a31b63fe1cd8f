import type { Hono } from 'hono'
import type { Reader } from './reader'

/** Reads in the tracker's own thread: a database in memory cannot be opened twice. */
export class SameThreadReader implements Reader {
  readonly #app: Hono

  constructor(app: Hono) {
    this.#app = app
  }

  respond(request: Request): Response | Promise<Response> {
    return this.#app.fetch(request)
  }

  checkpoint(): void {}

  reopen(): void {}

  async close(): Promise<void> {}
}
