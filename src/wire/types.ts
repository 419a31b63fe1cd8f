import type { InferOutput } from 'valibot'
import type { eventSchema, intentSchema, messageSchema } from './schema'

/** A message for Dashbot: `text` and `userId` (the participant who is not the bot, in both directions) are required. */
export type DashbotMessage = InferOutput<typeof messageSchema>

/** An intent with its inputs, as it hangs on a message. */
export type DashbotIntent = InferOutput<typeof intentSchema>
export type DashbotIntentInput = NonNullable<DashbotIntent['inputs']>[number]
export type DashbotImage = NonNullable<DashbotMessage['images']>[number]
export type DashbotButton = NonNullable<DashbotMessage['buttons']>[number]
export type DashbotPostback = NonNullable<DashbotMessage['postback']>

/** One of the five events: custom, revenue, page launch, share, referral; `type` tells which. */
export type DashbotEvent = InferOutput<typeof eventSchema>
export type DashbotEventType = DashbotEvent['type']
export type CustomEvent = Extract<DashbotEvent, { type: 'customEvent' }>
export type RevenueEvent = Extract<DashbotEvent, { type: 'revenueEvent' }>
export type PageLaunchEvent = Extract<DashbotEvent, { type: 'pageLaunchEvent' }>
export type ShareEvent = Extract<DashbotEvent, { type: 'shareEvent' }>
export type ReferralEvent = Extract<DashbotEvent, { type: 'referralEvent' }>

/** The `type` of a track request: what the payload is. */
export type PayloadType = 'incoming' | 'outgoing' | 'event'
export type DashbotPayload = DashbotMessage | DashbotEvent
