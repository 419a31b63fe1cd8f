import type { DashbotImage } from '../wire/types'
import type { AttachmentContent } from './attachments'
import { isPublicUrl } from './public-url'
import { mediumOf, type TwitterJson } from './twitter-json'

/** The images that anybody can open, each once; undefined where there are none. */
export function imagesOf(
  attachments: readonly AttachmentContent[],
  twitter: TwitterJson | undefined,
): DashbotImage[] | undefined {
  let urls: Set<string> | undefined
  const add = (url: unknown): void => {
    if (!isPublicUrl(url)) return
    urls ??= new Set()
    urls.add(url)
  }
  for (const attachment of attachments) attachment.images.forEach(add)
  for (const data of twitter?.messages ?? []) {
    const medium = mediumOf(data)
    if (medium !== undefined && medium.type !== 'video') add(medium.media_url_https)
  }
  return urls && Array.from(urls, (url) => ({ url }))
}
