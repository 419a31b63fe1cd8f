import { asObject, asText, type JsonObject } from '../internal/json'

/** What the user wrote: without X's HTML escapes, and without the link that X appends for the media. */
export function directMessageText(data: JsonObject): string {
  const text = withoutLink(asText(data.text) ?? '', mediaLink(data))
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function mediaLink(data: JsonObject): string | undefined {
  return asText(asObject(asObject(data.attachment)?.media)?.url)
}

function withoutLink(text: string, link: string | undefined): string {
  const trimmed = text.trimEnd()
  return link !== undefined && trimmed.endsWith(link) ? trimmed.slice(0, -link.length).trim() : text
}
