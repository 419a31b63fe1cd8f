import type { ServerResponse } from 'node:http'
import type { Answer, Exchange } from './exchange'
import { readWebhookBody, type WebhookRequest } from './read-body'

/** A request of node:http, and of the frameworks that stand on it. */
export function nodeExchange(request: WebhookRequest): Exchange {
  return {
    method: request.method,
    url: request.url,
    signature: request.headers['x-twitter-webhooks-signature'],
    readBody: (maxBytes) => readWebhookBody(request, maxBytes),
  }
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
