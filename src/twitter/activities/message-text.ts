import { asObject, asText, type JsonObject } from '../json'

const unescaped: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** What the user wrote: without X's HTML escapes, and without the link that X appends for the media. */
export function messageText(data: JsonObject): string {
  const text = asText(data.text) ?? ''
  return withoutLink(text, mediaLink(data)).replace(
    /&(?:amp|lt|gt);/g,
    (entity) => unescaped[entity] ?? entity,
  )
}

function mediaLink(data: JsonObject): string | undefined {
  return asText(asObject(asObject(data.attachment)?.media)?.url)
}

function withoutLink(text: string, link: string | undefined): string {
  const trimmed = text.trimEnd()
  return link !== undefined && trimmed.endsWith(link) ? trimmed.slice(0, -link.length).trim() : text
}
