import type { AttachmentLike } from './activity-like'
import { attempt, items } from './loose'
import { plainActivity } from './plain-activity'
import type { Reading } from './reading'

/** Inlined data beyond this many characters is cut: a picture must not cost the message. */
const MAX_INLINED_CHARACTERS = 1_024

/** Twitter's JSON where the activity carries it, unchanged; else `{ activity }` with the activity's plain fields. */
export function platformJsonOf({ activity, twitter }: Reading): object {
  if (twitter?.body !== undefined) return twitter.body
  const copy = plainActivity(activity)
  const { attachments } = copy
  if (items(attachments).some(isInlined)) copy.attachments = items(attachments).map(shorten)
  return { activity: copy }
}

function isInlined(attachment: unknown): attachment is AttachmentLike & { readonly contentUrl: string } {
  const url = attempt((subject) => subject?.contentUrl, attachment as AttachmentLike | undefined)
  return typeof url === 'string' && url.length > MAX_INLINED_CHARACTERS && url.startsWith('data:')
}

function shorten(attachment: unknown): AttachmentLike {
  if (!isInlined(attachment)) return attachment as AttachmentLike
  const { contentUrl } = attachment
  return { ...attachment, contentUrl: `${contentUrl.slice(0, 64)}... (${contentUrl.length} characters)` }
}
