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

function begins(head: Uint8Array, offset: number, latin1: string): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .subarray(offset, offset + latin1.length)
    .equals(Buffer.from(latin1, 'latin1'))
}
