import type { IncomingMessage, ServerResponse } from 'node:http'
import { types } from 'node:util'

/** Node's request, with what a body parser may have left on it. */
export interface WebhookRequest extends IncomingMessage {
  /** The body as it came, kept by a body parser: `express.json({ verify })`, restify's, Cloud Functions'. */
  readonly rawBody?: unknown
  /** Taken where it is still raw: `express.raw()`, `express.text()`. */
  readonly body?: unknown
}

/** A request of Fastify, which has Node's in `raw`. */
export interface WrappedRequest {
  readonly raw: IncomingMessage
  /** Taken where it is still raw: a content type parser that leaves it. */
  readonly body?: unknown
  readonly rawBody?: unknown
}

/** A reply of Fastify, which has Node's response in `raw`. */
export interface WrappedReply {
  readonly raw: ServerResponse
  /** Keeps the framework from answering. */
  hijack(): unknown
}

/** `consumed`: a body parser read the request and did not keep the bytes. `aborted`: the sender left. */
export type BodyFault = 'too large' | 'aborted' | 'consumed'

export type ReadBody =
  | { readonly bytes: Uint8Array | string; readonly fault?: undefined }
  | { readonly fault: BodyFault }

/** What a body parser may have left of a request. */
type Parsed = Pick<WebhookRequest, 'body' | 'rawBody'>

/** Reads a request's body up to a limit; what is beyond is let pass unread. Never rejects or throws. */
export function readWebhookBody(
  request: IncomingMessage,
  { body, rawBody }: Parsed,
  maxBytes: number,
): ReadBody | Promise<ReadBody> {
  const kept = isRaw(rawBody) ? rawBody : body
  if (isRaw(kept)) return Buffer.byteLength(kept) > maxBytes ? { fault: 'too large' } : { bytes: kept }
  if (request.readableEnded || request.readableDidRead) return { fault: 'consumed' }
  if (request.destroyed) return { fault: 'aborted' }
  if (Number(request.headers['content-length']) > maxBytes) return discard(request)
  return readStream(request, maxBytes)
}

function isRaw(value: unknown): value is Uint8Array | string {
  return typeof value === 'string' || types.isUint8Array(value)
}

function discard(request: IncomingMessage): ReadBody {
  request.resume()
  return { fault: 'too large' }
}

function readStream(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer | string) => {
      // A string where something before the adapter set the stream's encoding.
      const bytes =
        typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? undefined) : chunk
      size += bytes.length
      if (size <= maxBytes) {
        chunks.push(bytes)
        return
      }
      request.off('data', take)
      resolve(discard(request))
    }
    request.on('data', take)
    request.on('end', () =>
      resolve({ bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }),
    )
    const abort = () => resolve({ fault: 'aborted' })
    request.on('error', abort)
    request.on('close', abort)
  })
}
