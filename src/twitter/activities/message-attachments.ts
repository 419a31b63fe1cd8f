import { asList, asObject, asText, type JsonObject } from '../../internal/json'
import type { TwitterAttachment, TwitterMediaContent } from './twitter-activity'

/** A point is GeoJSON's, so longitude comes first; of a shared place X sends only its id. */
const locationType = 'application/geo+json'

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
}

/** A message's photo, video, GIF or location; X attaches one at most. */
export function messageAttachments(data: JsonObject): readonly TwitterAttachment[] {
  const attachment = asObject(data.attachment)
  const media = asObject(attachment?.media)
  const location = asObject(attachment?.location)
  const read = (media && mediaAttachment(media)) ?? (location && locationAttachment(location))
  return read === undefined ? [] : [read]
}

/** The empty `media` of X's own samples is not an attachment. */
function mediaAttachment(media: JsonObject): TwitterAttachment | undefined {
  const image = asText(media.media_url_https) ?? asText(media.media_url)
  if (media.type === 'photo') {
    if (image === undefined) return undefined
    return { contentType: imageType(image), contentUrl: image, content: about(media, image) }
  }
  const video = bestVideo(media)
  if (video === undefined) return undefined
  const thumbnail = image === undefined ? {} : { thumbnailUrl: image }
  return { contentType: 'video/mp4', contentUrl: video, ...thumbnail, content: about(media, video) }
}

function about(media: JsonObject, url: string): TwitterMediaContent {
  const mediaId = asText(media.id_str)
  const type = asText(media.type)
  return {
    ...(mediaId !== undefined && { mediaId }),
    ...(type !== undefined && { type }),
    requiresOAuth: requiresOAuth(url),
  }
}

/** X serves the photos of direct messages from ton.twitter.com, and only to those who take part. */
function requiresOAuth(url: string): boolean {
  return /^https?:\/\/ton\.(?:twitter|x)\.com\//.test(url)
}

function imageType(url: string): string {
  const extension = /\.(\w+)(?:[?#:]|$)/.exec(url.slice(url.lastIndexOf('/') + 1))?.[1]
  return imageTypes[extension ?? ''] ?? 'image/jpeg'
}

/** GIFs are videos too, with a bitrate of 0. */
function bestVideo(media: JsonObject): string | undefined {
  const info = asObject(media.video_info)
  if (info === undefined) return undefined
  const variants = asList(info.variants)
    .map(asObject)
    .filter((variant) => variant?.content_type === 'video/mp4' && asText(variant.url) !== undefined)
    .sort((one, other) => bitrate(other) - bitrate(one))
  return asText(variants[0]?.url)
}

function bitrate(variant: JsonObject | undefined): number {
  return typeof variant?.bitrate === 'number' ? variant.bitrate : 0
}

function locationAttachment(location: JsonObject): TwitterAttachment | undefined {
  const coordinates = asList(asObject(asObject(location.shared_coordinate)?.coordinates)?.coordinates)
  if (coordinates.length === 2 && coordinates.every(Number.isFinite)) {
    return { contentType: locationType, content: { type: 'Point', coordinates } }
  }
  const place = asText(asObject(asObject(location.shared_place)?.place)?.id)
  return place === undefined
    ? undefined
    : { contentType: locationType, content: { type: 'Place', id: place } }
}
