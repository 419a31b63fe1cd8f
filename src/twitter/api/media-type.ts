import { DirectMessageError } from '../messages/message-error'

export type MediaCategory = 'dm_image' | 'dm_gif' | 'dm_video'

const categories = {
  'image/jpeg': 'dm_image',
  'image/png': 'dm_image',
  'image/webp': 'dm_image',
  'image/gif': 'dm_gif',
  'video/mp4': 'dm_video',
  'video/quicktime': 'dm_video',
} as const satisfies Record<string, MediaCategory>

/** What X takes as a medium of a direct message. */
export type MediaType = keyof typeof categories

export function mediaCategory(type: MediaType): MediaCategory {
  return categories[type]
}

/** @throws DirectMessageError where X does not take the type */
export function mediaType(contentType: string): MediaType {
  if (Object.hasOwn(categories, contentType)) return contentType as MediaType
  const known = Object.keys(categories).join(', ')
  throw new DirectMessageError(`X takes no medium of type ${contentType}, only ${known}.`)
}
