import { isError } from '../../errors'
import type { Media } from '../messages/direct-message-client'
import { DirectMessageError } from '../messages/message-error'
import type { MediaSource } from '../messages/plan-messages'
import { HEAD_BYTES, mediaKind } from './media-kind'

export interface MediaOptions {
  /** true: media are fetched from loopback, private and link-local addresses too. */
  readonly allowsPrivate: boolean
}

/** For a whole download, in ms. */
const TIMEOUT_MS = 30_000

/**
 * Gets a medium's bytes: they are there, or in a data URL, or behind an address.
 *
 * @throws DirectMessageError where there is nothing to get, or nothing that X takes; `cause` says why
 */
export async function loadMedia(
  { source, contentType }: MediaSource,
  { allowsPrivate }: MediaOptions,
): Promise<Media> {
  if (typeof source !== 'string') return { bytes: source, contentType }
  try {
    if (/^data:/i.test(source)) return await readDataUrl(source, contentType)
    // Loaded at the first download: it takes its time.
    const { download } = await import('./download.js')
    return await download(source, { allowsPrivate, timeoutMs: TIMEOUT_MS })
  } catch (cause) {
    const reason = isError(cause) ? ` ${cause.message}` : ''
    throw new DirectMessageError(`An attachment could not be fetched from its contentUrl.${reason}`, {
      cause,
    })
  }
}

/** The bytes say what it is where they can; else the activity does, else the URL. */
async function readDataUrl(source: string, contentType: string): Promise<Media> {
  const response = await fetch(source)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const served = response.headers.get('content-type')?.split(';')[0]?.trim() ?? 'application/octet-stream'
  const stated = isExact(contentType) ? contentType : served
  return { bytes, contentType: mediaKind(bytes.subarray(0, HEAD_BYTES))?.contentType ?? stated }
}

/** Cards say of their images no more than `image/*`. */
function isExact(contentType: string): boolean {
  return /^\w+\/[\w.+-]+$/.test(contentType)
}
