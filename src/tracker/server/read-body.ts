import type { HonoRequest } from 'hono'
import { RefusedError } from './refused-error'

/**
 * The request's body as text.
 * @throws {RefusedError} 413 as soon as it is known to have more bytes than that, 400 where the sender broke off
 */
export async function readBody(request: HonoRequest, maxBytes: number): Promise<string> {
  const length = request.header('content-length')
  if (length !== undefined && Number(length) > maxBytes) throw tooLarge(maxBytes)
  try {
    return await (length === undefined ? readChunks(request.raw.body, maxBytes) : request.text())
  } catch (error) {
    if (error instanceof RefusedError) throw error
    throw new RefusedError(400, { path: '', message: 'the body broke off' }, error)
  }
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
