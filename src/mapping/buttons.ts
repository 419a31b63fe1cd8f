import type { DashbotButton } from '../wire/types'
import { type Choice, choice, choicesOf } from './card-action'
import { filledText, items, loose, valueText } from './loose'
import type { Reading } from './reading'
import type { MessageData } from './twitter-json'

/**
 * What the user was offered, with ids "1", "2", ... by position; undefined where nothing was. Twitter's own JSON tells
 * what was really shown, so it goes before suggested actions and cards, which an adapter made it of.
 */
export function buttonsOf(reading: Reading): DashbotButton[] | undefined {
  const shown = twitterChoices(reading.twitter?.messages)
  const choices = shown.length > 0 ? shown : activityChoices(reading)
  if (choices.length === 0) return undefined
  return choices.map(({ label, value }, index) => ({ id: String(index + 1), label, value }))
}

const none: readonly Choice[] = []

function activityChoices({ activity, attachments }: Reading): readonly Choice[] {
  const actions = loose<'actions'>(activity.suggestedActions)?.actions
  const suggested = actions === undefined ? none : choicesOf(items(actions))
  if (attachments.length === 0) return suggested
  return suggested.concat(...attachments.map((attachment) => attachment.choices))
}

/** A DM's quick-reply options, then its buttons that open a page. */
function twitterChoices(messages: readonly MessageData[] = []): readonly Choice[] {
  let choices = none
  for (const { quick_reply, ctas } of messages) {
    if (quick_reply === undefined && ctas === undefined) continue
    const options = items(loose<'options'>(quick_reply)?.options)
    choices = choices.concat(choicesOf(options, twitterChoice), choicesOf(items(ctas), twitterChoice))
  }
  return choices
}

function twitterChoice(option: unknown): Choice | undefined {
  const fields = loose<'label' | 'metadata' | 'url'>(option)
  return choice(filledText(fields?.label), valueText(fields?.metadata) ?? filledText(fields?.url))
}
