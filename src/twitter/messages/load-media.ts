import type { Media } from './direct-message-client'
import { DirectMessageError } from './message-error'
import type { MediaSource } from './plan-messages'

const timeoutMs = 30_000

/**
 * Gets a medium's bytes: they are there, or in a data URL, or behind an address.
 *
 * @throws {DirectMessageError} where there is nothing to get
 */
export async function loadMedia({ source, contentType }: MediaSource): Promise<Media> {
  if (typeof source !== 'string') return { bytes: source, contentType }
  try {
    const response = await fetch(source, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`It answered with status ${response.status}.`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { bytes, contentType: isExact(contentType) ? contentType : servedType(response) }
  } catch (cause) {
    throw new DirectMessageError('An attachment could not be fetched from its contentUrl.', { cause })
  }
}

/** Cards say of their images no more than `image/*`. */
function isExact(contentType: string): boolean {
  return /^\w+\/[\w.+-]+$/.test(contentType)
}

function servedType(response: Response): string {
  return response.headers.get('content-type')?.split(';')[0]?.trim() ?? 'application/octet-stream'
}
