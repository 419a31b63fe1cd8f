import { asList, asObject, type JsonObject } from '../internal/json'
import type { DashbotButton } from '../wire/types'
import { type Choice, choice, choicesOf } from './card-action'
import type { Reading } from './reading'
import { filledText, valueText } from './value-text'

/**
 * What the user was offered, with ids "1", "2", ... by position; undefined where nothing was. X's own event decides;
 * buttons in other Twitter JSON go before the suggested actions and cards that they were made of.
 */
export function buttonsOf(reading: Reading): DashbotButton[] | undefined {
  const { twitter } = reading
  const shown = twitterChoices(twitter?.messages)
  const choices = shown.length > 0 || twitter?.isComplete ? shown : activityChoices(reading)
  if (choices.length === 0) return undefined
  return choices.map(({ label, value }, index) => ({ id: String(index + 1), label, value }))
}

const noChoices: readonly Choice[] = []

function activityChoices({ activity, attachments }: Reading): readonly Choice[] {
  const actions = asObject(activity.suggestedActions)?.actions
  const suggested = actions === undefined ? noChoices : choicesOf(asList(actions))
  if (attachments.length === 0) return suggested
  return suggested.concat(...attachments.map((attachment) => attachment.choices))
}

/** A DM's quick-reply options, then its buttons that open a page. */
function twitterChoices(messages: readonly JsonObject[] = []): readonly Choice[] {
  let choices = noChoices
  for (const { quick_reply, ctas } of messages) {
    if (quick_reply === undefined && ctas === undefined) continue
    const options = asList(asObject(quick_reply)?.options)
    choices = choices.concat(choicesOf(options, twitterChoice), choicesOf(asList(ctas), twitterChoice))
  }
  return choices
}

function twitterChoice(option: unknown): Choice | undefined {
  const fields = asObject(option)
  return choice(filledText(fields?.label), valueText(fields?.metadata) ?? filledText(fields?.url))
}
