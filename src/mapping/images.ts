import type { DashbotImage } from '../wire/types'
import { isPublicUrl } from './public-url'
import type { Reading } from './reading'
import { carriesMedia, mediumOf } from './twitter-json'

/**
 * The images that anybody can open, each once; undefined where there are none. Where X's own event shows no medium, the
 * activity's images were not shown either.
 */
export function imagesOf({ attachments, twitter }: Reading): DashbotImage[] | undefined {
  const images: DashbotImage[] = []
  const messages = twitter?.messages ?? []
  if (!twitter?.isComplete || messages.some(carriesMedia)) {
    for (const attachment of attachments) {
      for (const url of attachment.images) addImage(images, url)
    }
  }
  for (const data of messages) {
    const medium = mediumOf(data)
    if (medium !== undefined && medium.type !== 'video') addImage(images, medium.media_url_https)
  }
  return images.length === 0 ? undefined : images
}

function addImage(images: DashbotImage[], url: unknown): void {
  if (isPublicUrl(url) && !images.some((image) => image.url === url)) images.push({ url })
}
