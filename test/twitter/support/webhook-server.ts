import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sign } from '../../../src/twitter'

export const secret = 'consumer-secret'

export function postSigned(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-twitter-webhooks-signature': sign(secret, body),
      ...headers,
    },
    body,
  })
}

/** A server on loopback that a test posts webhooks to. */
export class WebhookServer {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static listen(listener: RequestListener): Promise<WebhookServer> {
    return WebhookServer.around(createServer(listener))
  }

  static async around(server: Server): Promise<WebhookServer> {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new WebhookServer(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/twitter`
  }

  /** Posts a body as X does, signed with the secret. */
  post(body: object | string, headers: Record<string, string> = {}): Promise<Response> {
    return postSigned(this.url, typeof body === 'string' ? body : JSON.stringify(body), headers)
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}
