import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer, Exchange } from './exchange'
import {
  type ReadBody,
  readWebhookBody,
  type WebhookRequest,
  type WrappedReply,
  type WrappedRequest,
} from './read-body'

/** A request of node:http, or of a framework that stands on it. */
export class NodeExchange implements Exchange {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly #request: IncomingMessage
  readonly #given: WebhookRequest | WrappedRequest

  constructor(given: WebhookRequest | WrappedRequest) {
    const request = 'raw' in given ? given.raw : given
    this.method = request.method
    this.url = request.url
    this.#request = request
    this.#given = given
  }

  header(name: string): string | readonly string[] | undefined {
    return this.#request.headers[name]
  }

  readBody(maxBytes: number): ReadBody | Promise<ReadBody> {
    return readWebhookBody(this.#request, this.#given, maxBytes)
  }
}

/** Node's response, which the adapter answers in place of the framework. */
export function nodeResponse(given: ServerResponse | WrappedReply): ServerResponse {
  if (!('hijack' in given)) return given
  given.hijack()
  return given.raw
}

/**
 * Answers without `writeHead`, and statement by statement: restify's methods return nothing, nor do those of the
 * stand-ins that wrappers of serverless functions give.
 */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status
  for (const name in headers) response.setHeader(name, headers[name] ?? '')
  response.end(body)
}
