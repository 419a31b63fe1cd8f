import { asList, asObject } from '../internal/json'
import type { AttachmentLike } from './activity-like'
import { attempt } from './attempt'
import { withoutChatSecrets } from './chat-secrets'
import { plainActivity } from './plain-activity'
import type { Reading } from './reading'

/** Inlined data beyond this many characters is cut: a picture must not cost the message. */
const MAX_INLINED_CHARACTERS = 1_024

/**
 * X's JSON of a plain message where the activity carries it, unchanged; else `{ activity }` with the activity's plain
 * fields, `id` where it has no id of its own, and its channelData without the secrets of an encrypted conversation.
 */
export function platformJsonOf({ activity, twitter }: Reading, id?: string | undefined): object {
  if (twitter?.body !== undefined) return twitter.body
  const copy = plainActivity(activity)
  if (id !== undefined) copy.id ||= id
  if (copy.attachments !== undefined) copy.attachments = shortened(copy.attachments)
  if (copy.channelData !== undefined) {
    copy.channelData = attempt(withoutChatSecrets, copy.channelData) ?? copy.channelData
  }
  return { activity: copy }
}

function shortened(attachments: readonly AttachmentLike[]): readonly AttachmentLike[] {
  return asList(attachments).some(isInlined) ? attachments.map(shorten) : attachments
}

function shorten(attachment: AttachmentLike): AttachmentLike {
  if (!isInlined(attachment)) return attachment
  const { contentUrl } = attachment
  return { ...attachment, contentUrl: `${contentUrl.slice(0, 64)}... (${contentUrl.length} characters)` }
}

function isInlined(attachment: unknown): attachment is { readonly contentUrl: string } {
  const url = attempt((subject) => asObject(subject)?.contentUrl, attachment)
  return typeof url === 'string' && url.length > MAX_INLINED_CHARACTERS && url.startsWith('data:')
}
