import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/**
 * Reads a response's body to its end, so that the connection can serve again, and throws it away. A body that breaks
 * off or stalls until the signal fires makes no difference: the status was there before it.
 */
export async function drain(body: unknown, signal: AbortSignal): Promise<void> {
  if (body instanceof Readable) {
    body.resume()
    await finished(body, { signal }).catch(() => body.destroy())
  } else if (body instanceof ReadableStream) {
    await body.cancel().catch(() => {})
  }
}
