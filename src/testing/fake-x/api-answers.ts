import type { ServerResponse } from 'node:http'

/** What the API answers with; without a body the answer is empty. */
export interface ApiAnswer {
  readonly status: number
  readonly body?: object
  /** In the place of a body. */
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export function write(response: ServerResponse, { status, body, bytes, headers = {} }: ApiAnswer): void {
  const type = bytes === undefined ? 'application/json' : 'application/octet-stream'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(bytes ?? (body === undefined ? undefined : JSON.stringify(body)))
}

/** A refusal in the form of v1.1: with a code of X's. */
export function refusal(status: number, code: number, message: string): ApiAnswer {
  return { status, body: { errors: [{ code, message }] } }
}

/** A refusal in the form of v2. */
export function problem(status: number, title: string, detail: string): ApiAnswer {
  return {
    status,
    body: { title, detail, status, type: 'about:blank' },
    headers: { 'content-type': 'application/problem+json' },
  }
}
