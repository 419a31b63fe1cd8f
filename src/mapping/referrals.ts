import type { JsonObject } from '../internal/json'
import type { DashbotEvent } from '../wire/types'
import { attempt } from './attempt'
import type { Reading } from './reading'
import { filledText } from './value-text'

/** A referral event without the user and the conversation. */
export type Referral = Omit<Extract<DashbotEvent, { type: 'referralEvent' }>, 'userId'>

const noReferrals: readonly Referral[] = []

/**
 * What brought the user to the bot: X names the tweet or the welcome message that a conversation began from. Never
 * throws.
 */
export function referralsOf({ twitter }: Reading): readonly Referral[] {
  const initiatedVia = twitter?.initiatedVia
  return initiatedVia === undefined ? noReferrals : (attempt(read, initiatedVia) ?? noReferrals)
}

function read({ tweet_id, welcome_message_id }: JsonObject): readonly Referral[] {
  const [tweet, welcome] = [filledText(tweet_id), filledText(welcome_message_id)]
  const referrals: Referral[] = []
  if (tweet !== undefined) {
    const referer_uri = `https://x.com/i/web/status/${tweet}`
    referrals.push({ type: 'referralEvent', name: 'tweet', source: 'TWEET', ref: tweet, referer_uri })
  }
  if (welcome !== undefined) {
    referrals.push({ type: 'referralEvent', name: 'welcomeMessage', source: 'WELCOME_MESSAGE', ref: welcome })
  }
  return referrals
}
