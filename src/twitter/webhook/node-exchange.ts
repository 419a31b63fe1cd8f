import type { ServerResponse } from 'node:http'
import type { Answer, Exchange } from './exchange'
import { readWebhookBody, type WebhookRequest, type WrappedReply, type WrappedRequest } from './read-body'

/** A request of node:http, or of a framework that stands on it. */
export function nodeExchange(given: WebhookRequest | WrappedRequest): Exchange {
  const request = 'raw' in given ? given.raw : given
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers[name],
    readBody: (maxBytes) => readWebhookBody(request, given, maxBytes),
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
