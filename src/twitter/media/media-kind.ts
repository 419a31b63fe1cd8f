import type { Media } from '../messages/direct-message-client'

/** A type of medium that X takes, with the largest size it takes, in bytes (docs.x.com, "Uploading media"). */
interface MediaKind {
  readonly contentType: string
  readonly maxBytes: number
  isHead(head: Uint8Array): boolean
}

const MB = 1_000_000

/** How many bytes of a file say what it is. */
export const HEAD_BYTES = 16

const kinds: readonly MediaKind[] = [
  { contentType: 'image/jpeg', maxBytes: 5 * MB, isHead: (head) => begins(head, 0, '\xff\xd8\xff') },
  { contentType: 'image/png', maxBytes: 5 * MB, isHead: (head) => begins(head, 0, '\x89PNG\r\n\x1a\n') },
  {
    contentType: 'image/webp',
    maxBytes: 5 * MB,
    isHead: (head) => begins(head, 0, 'RIFF') && begins(head, 8, 'WEBP'),
  },
  { contentType: 'image/gif', maxBytes: 15 * MB, isHead: (head) => begins(head, 0, 'GIF8') },
  { contentType: 'video/quicktime', maxBytes: 512 * MB, isHead: (head) => begins(head, 4, 'ftypqt  ') },
  { contentType: 'video/mp4', maxBytes: 512 * MB, isHead: (head) => begins(head, 4, 'ftyp') },
]

/** The largest size of any kind, in bytes. */
export const MAX_MEDIA_BYTES = 512 * MB

/** The kind of a medium by its first bytes; undefined where X takes no kind that begins with these. */
export function mediaKind(head: Uint8Array): Omit<MediaKind, 'isHead'> | undefined {
  return kinds.find(({ isHead }) => isHead(head))
}

/** A medium whose bytes are all there. @throws Error that says why X does not take it */
export function toMedia(bytes: Uint8Array): Media {
  const kind = mediaKind(bytes.subarray(0, HEAD_BYTES))
  if (kind === undefined) throw notMedium()
  if (bytes.byteLength > kind.maxBytes) throw tooLarge(kind.maxBytes)
  return { bytes, contentType: kind.contentType }
}

export function notMedium(): Error {
  return new Error('Its bytes are not those of a JPEG, PNG, WebP, GIF, MP4 or QuickTime file.')
}

export function tooLarge(maxBytes: number): Error {
  return new Error(`It is larger than the ${maxBytes / 1_000_000} MB that X takes of its kind.`)
}

function begins(head: Uint8Array, offset: number, latin1: string): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .subarray(offset, offset + latin1.length)
    .equals(Buffer.from(latin1, 'latin1'))
}
