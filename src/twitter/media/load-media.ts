import { isError } from '../../errors'
import type { Media } from '../messages/direct-message-client'
import { DirectMessageError } from '../messages/message-error'
import type { MediaSource } from '../messages/plan-messages'
import { toMedia } from './media-kind'

export interface MediaOptions {
  /** true: media are fetched from loopback, private and link-local addresses too. */
  readonly allowsPrivate: boolean
}

/** For a whole download, in ms. */
const TIMEOUT_MS = 30_000

/**
 * Gets a medium: its bytes are there, or in a data URL, or behind an address. They say what it is.
 *
 * @throws DirectMessageError where there is nothing to get, or nothing that X takes; `cause` says why
 */
export async function loadMedia(
  { source }: Pick<MediaSource, 'source'>,
  { allowsPrivate }: MediaOptions,
): Promise<Media> {
  try {
    if (typeof source !== 'string') return toMedia(source)
    if (/^data:/i.test(source)) return toMedia(await readDataUrl(source))
    // Loaded at the first download: it takes its time.
    const { download } = await import('./download.js')
    return await download(source, { allowsPrivate, timeoutMs: TIMEOUT_MS })
  } catch (cause) {
    const what =
      typeof source === 'string'
        ? 'could not be fetched from its contentUrl'
        : 'cannot be sent from its content'
    const reason = isError(cause) ? ` ${cause.message}` : ''
    throw new DirectMessageError(`An attachment ${what}.${reason}`, { cause })
  }
}

async function readDataUrl(source: string): Promise<Uint8Array> {
  const response = await fetch(source)
  return new Uint8Array(await response.arrayBuffer())
}
