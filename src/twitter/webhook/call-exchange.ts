import { types } from 'node:util'
import type { Exchange } from './exchange'
import type { ReadBody } from './read-body'

/** Header names in any case. */
export type WebhookHeaders =
  | { readonly [name: string]: string | readonly string[] | null | undefined }
  | { get(name: string): string | null | undefined }

/** A request to the webhook as functions get it, in whatever shape their platform has. */
export interface WebhookCall {
  readonly method: string
  /** With or without the host; the query is needed for the challenge (CRC). */
  readonly url: string
  readonly headers: WebhookHeaders
  /** The body as it came, not parsed. */
  readonly body?: string | Uint8Array | ArrayBuffer | null | undefined
  /** true: the body is a base64 text, as AWS's `isBase64Encoded` says. @default false */
  readonly isBase64?: boolean | undefined
}

export function callExchange({ method, url, headers, body, isBase64 = false }: WebhookCall): Exchange {
  return {
    method: `${method}`.toUpperCase(),
    url: `${url ?? ''}`,
    header: (name) => headerOf(headers ?? {}, name),
    readBody: (maxBytes) => readGivenBody(body, isBase64, maxBytes),
  }
}

function headerOf(headers: WebhookHeaders, name: string): string | readonly string[] | undefined {
  if (hasGet(headers)) return headers.get(name) ?? undefined
  const values = Object.entries(headers)
    .filter(([key, value]) => key.toLowerCase() === name && value !== undefined && value !== null)
    .flatMap(([, value]) => value as string | readonly string[])
  return values.length > 1 ? values : values[0]
}

function hasGet(headers: WebhookHeaders): headers is { get(name: string): string | null | undefined } {
  return typeof headers.get === 'function'
}

function readGivenBody(body: WebhookCall['body'], isBase64: boolean, maxBytes: number): ReadBody {
  const given: unknown = body ?? ''
  if (!isBytes(given) && typeof given !== 'string') return { fault: 'consumed' }
  const bytes = toBytes(given, isBase64)
  return Buffer.byteLength(bytes) > maxBytes ? { fault: 'too large' } : { bytes }
}

function isBytes(value: unknown): value is Uint8Array | ArrayBuffer {
  return types.isUint8Array(value) || types.isAnyArrayBuffer(value)
}

function toBytes(body: string | Uint8Array | ArrayBuffer, isBase64: boolean): string | Uint8Array {
  if (typeof body === 'string') return isBase64 ? Buffer.from(body, 'base64') : body
  return types.isAnyArrayBuffer(body) ? new Uint8Array(body) : body
}
