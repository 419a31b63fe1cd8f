import type { DashbotButton } from '../wire/types'
import type { ActivityLike } from './activity-like'
import type { AttachmentContent } from './attachments'
import { type Choice, choicesOf } from './card-action'
import { filledText, items, loose, valueText } from './loose'
import type { MessageData, TwitterJson } from './twitter-json'

/**
 * What the user was offered, with ids "1", "2", ... by position; undefined where nothing was. Twitter's own JSON tells
 * what was really shown, so it goes before suggested actions and cards, which an adapter made it of.
 */
export function buttonsOf(
  activity: ActivityLike,
  attachments: readonly AttachmentContent[],
  twitter: TwitterJson | undefined,
): DashbotButton[] | undefined {
  const shown = twitter?.messages.flatMap(twitterChoices)
  const choices = shown?.length ? shown : activityChoices(activity, attachments)
  if (choices.length === 0) return undefined
  return choices.map(({ label, value }, index) => ({ id: String(index + 1), label, value }))
}

const none: readonly Choice[] = []

function activityChoices(
  activity: ActivityLike,
  attachments: readonly AttachmentContent[],
): readonly Choice[] {
  const actions = loose<'actions'>(activity.suggestedActions)?.actions
  if (actions === undefined && attachments.length === 0) return none
  return [...choicesOf(items(actions)), ...attachments.flatMap((attachment) => attachment.choices)]
}

/** A DM's quick-reply options, then its buttons that open a page. */
function twitterChoices(data: MessageData): readonly Choice[] {
  if (data.quick_reply === undefined && data.ctas === undefined) return none
  const options = items(loose<'options'>(data.quick_reply)?.options)
  return [...options, ...items(data.ctas)].map(twitterChoice).filter((choice) => choice !== undefined)
}

function twitterChoice(option: unknown): Choice | undefined {
  const fields = loose<'label' | 'metadata' | 'url'>(option)
  const label = filledText(fields?.label)
  const value = valueText(fields?.metadata) ?? filledText(fields?.url) ?? label
  return value === undefined ? undefined : { label: label ?? value, value }
}
