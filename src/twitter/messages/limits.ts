import type { CallToAction, QuickReply } from './direct-message'
import { DirectMessageError } from './message-error'

/** What X takes in one direct message. Lengths are in characters. */
export const limits = {
  text: 10_000,
  quickReplies: 20,
  quickReplyLabel: 36,
  quickReplyDescription: 72,
  quickReplyMetadata: 1_000,
  callToActions: 3,
  callToActionLabel: 36,
} as const

/** @throws DirectMessageError where X would refuse the quick replies */
export function checkQuickReplies(replies: readonly QuickReply[]): void {
  refuseMore('quick replies', replies.length, limits.quickReplies)
  for (const { label, description = '', metadata = '' } of replies) {
    refuseEmpty('quick reply', label)
    refuseLonger("a quick reply's label", label, limits.quickReplyLabel)
    refuseLonger("a quick reply's description", description, limits.quickReplyDescription)
    refuseLonger("a quick reply's metadata", metadata, limits.quickReplyMetadata)
  }
  const described = replies.filter(({ description }) => description !== undefined).length
  if (described !== 0 && described !== replies.length) {
    throw new DirectMessageError(
      `${described} of ${replies.length} quick replies have a description; X wants one for all or for none.`,
    )
  }
}

/** @throws DirectMessageError where X would refuse the buttons */
export function checkCallToActions(actions: readonly CallToAction[]): void {
  refuseMore('buttons that open a page', actions.length, limits.callToActions)
  for (const { label, url } of actions) {
    refuseEmpty('button', label)
    refuseLonger("a button's label", label, limits.callToActionLabel)
    if (!/^https?:\/\//i.test(url))
      throw new DirectMessageError('A button opens an http or https address only.')
  }
}

function refuseMore(what: string, count: number, limit: number): void {
  if (count > limit) {
    throw new DirectMessageError(`The message has ${count} ${what}; X takes at most ${limit}.`)
  }
}

function refuseLonger(what: string, text: string, limit: number): void {
  const length = [...text].length
  if (length > limit) {
    throw new DirectMessageError(`The message has ${what} of ${length} characters; X takes at most ${limit}.`)
  }
}

function refuseEmpty(what: string, label: string): void {
  if (label.trim() === '')
    throw new DirectMessageError(`The message has a ${what} without a label; X wants one.`)
}
