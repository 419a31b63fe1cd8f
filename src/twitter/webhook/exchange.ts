import type { ReadBody } from './read-body'

/** A request to the webhook, whatever server took it. */
export interface Exchange {
  /** In upper case. */
  readonly method: string | undefined
  /** With or without the host. */
  readonly url: string | undefined
  /** A header's value by its name in lower case; a list where it came more than once. */
  header(name: string): string | readonly string[] | undefined
  readBody(maxBytes: number): ReadBody | Promise<ReadBody>
}

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What X gets, and the turns that it brought. */
export interface Reception {
  readonly answer: Answer
  /** Resolves when the turns that run in this process are over; undefined where there are none. */
  readonly over?: Promise<void> | undefined
}

export const ok: Answer = { status: 200, headers: {}, body: '' }

export function jsonAnswer(status: number, body: object, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}
