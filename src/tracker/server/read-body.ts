import type { HonoRequest } from 'hono'
import { RefusedError } from './refused-error'

/**
 * The request's body as text.
 * @throws {RefusedError} 413 as soon as it is known to have more bytes than that
 */
export async function readBody(request: HonoRequest, maxBytes: number): Promise<string> {
  const length = request.header('content-length')
  if (length === undefined) return readChunks(request.raw.body, maxBytes)
  if (Number(length) > maxBytes) throw tooLarge(maxBytes)
  return request.text()
}

async function readChunks(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

const tooLarge = (maxBytes: number) =>
  new RefusedError(413, { path: '', message: `the body must have at most ${maxBytes} bytes` })
