import type { IncomingMessage } from 'node:http'
import { asObject, type JsonObject } from '../../internal/json'

/** The fields of a request's body: JSON, a form, or a form of parts, whose binary ones become buffers. */
export async function readFields(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) return asObject(JSON.parse(bytes.toString() || '{}')) ?? {}
  const boundary = /^multipart\/form-data;.*boundary=([^;]+)/.exec(type)?.[1]
  if (boundary !== undefined) return readParts(bytes, boundary)
  return Object.fromEntries(new URLSearchParams(bytes.toString()))
}

/** twitter-api-v2 names no file in its parts, so Node's own parser would take their bytes for text. */
function readParts(bytes: Buffer, boundary: string): JsonObject {
  const parts = bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n')
      const head = part.slice(0, end)
      const content = Buffer.from(part.slice(end + 4, -2), 'latin1')
      const name = /name="([^"]*)"/.exec(head)?.[1] ?? ''
      return [name, /octet-stream/i.test(head) ? content : content.toString()]
    }),
  )
}
