import type { Answer, Exchange } from './exchange'
import type { ReadBody } from './read-body'

/** What is read of a `Request` of the web's standard, so that each platform's own fits. */
export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  readonly bodyUsed?: boolean
  readonly body?: unknown
  arrayBuffer(): Promise<ArrayBuffer>
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  cancel(): Promise<unknown>
}

export function fetchExchange(request: FetchRequest): Exchange {
  return {
    method: `${request.method}`.toUpperCase(),
    url: request.url,
    header: (name) => request.headers.get(name) ?? undefined,
    readBody: (maxBytes) => readFetchBody(request, maxBytes),
  }
}

export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers: { ...headers } })
}

/** Reads up to the limit, and lets the rest go. */
async function readFetchBody(request: FetchRequest, maxBytes: number): Promise<ReadBody> {
  if (request.bodyUsed || Object(request.body).locked) return { fault: 'consumed' }
  if (Number(request.headers.get('content-length')) > maxBytes) return { fault: 'too large' }
  try {
    const reader = readerOf(request.body)
    if (reader === undefined) return bounded(Buffer.from(await request.arrayBuffer()), maxBytes)
    return await readStream(reader, maxBytes)
  } catch {
    return { fault: 'aborted' }
  }
}

function readerOf(body: unknown): Reader | undefined {
  const { getReader } = Object(body)
  return typeof getReader === 'function' ? getReader.call(body) : undefined
}

async function readStream(reader: Reader, maxBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  for (let size = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return { bytes: Buffer.concat(chunks) }
    size += value?.length ?? 0
    if (size > maxBytes) {
      void reader.cancel().catch(() => {})
      return { fault: 'too large' }
    }
    if (value !== undefined) chunks.push(value)
  }
}

function bounded(bytes: Uint8Array, maxBytes: number): ReadBody {
  return bytes.length > maxBytes ? { fault: 'too large' } : { bytes }
}
