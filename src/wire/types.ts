// Written out, and not inferred from the schema: declarations must not mention valibot, which users do not install.
// test/types/wire.ts holds that both say the same.

/** The `type` of a track request: what the payload is. */
export type PayloadType = 'incoming' | 'outgoing' | 'event'

const payloadTypes: readonly unknown[] = ['incoming', 'outgoing', 'event'] satisfies PayloadType[]

export const isPayloadType = (value: unknown): value is PayloadType => payloadTypes.includes(value)

/** What one track request carries: a message, or an event of a conversation. */
export type DashbotPayload = DashbotMessage | DashbotEvent

/** A message as Dashbot's Twitter interface takes it. Fields beyond these are sent unchanged. */
export interface DashbotMessage {
  /** What the user wrote or saw. Not empty. */
  text: string
  /** The participant who is not the bot, the same for incoming and outgoing messages. Not empty. */
  userId: string
  /** What the message means. */
  intent?: DashbotIntent | undefined
  /** Pictures that belong to the message. */
  images?: DashbotImage[] | undefined
  /** The buttons that an outgoing message offers. */
  buttons?: DashbotButton[] | undefined
  /** The button that an incoming message answers. */
  postback?: DashbotPostback | undefined
  /** X's own JSON of the message, shown in transcripts. */
  platformJson?: object | undefined
  /** X's own JSON of the user. */
  platformUserJson?: object | undefined
  /** The session that the message belongs to. Not empty. */
  sessionId?: string | undefined
  /** The conversation that the message belongs to. Not empty. */
  conversationId?: string | undefined
  /** When the message was sent, in ms since the epoch. Without it Dashbot takes the time of arrival. */
  dashbot_timestamp?: number | undefined
}

/** An intent of a message. */
export interface DashbotIntent {
  /** For example `WEATHER_QUERY`. Not empty. */
  name: string
  /** What the intent was given, for example the city. */
  inputs?: DashbotIntentInput[] | undefined
  /** How sure the recognizer is, usually from 0 to 1. */
  confidence?: number | undefined
}

/** One input of an intent. */
export interface DashbotIntentInput {
  /** For example `city`. Not empty. */
  name: string
  value: string
}

/** A picture of a message. */
export interface DashbotImage {
  /** An address that Dashbot can open. Not empty. */
  url: string
}

/** A button that a message offers. */
export interface DashbotButton {
  /** What `postback.buttonClick.buttonId` of an answer repeats. Not empty. */
  id: string
  /** What the user reads on it. */
  label: string
  /** What the bot receives when it is clicked. */
  value: string
}

/** An answer to a button. */
export interface DashbotPostback {
  buttonClick: {
    /** The `id` of the button that was clicked. Not empty. */
    buttonId: string
  }
}

/** One of the five events; `type` says which. */
export type DashbotEvent = CustomEvent | RevenueEvent | PageLaunchEvent | ShareEvent | ReferralEvent

/** The `type` of an event. */
export type DashbotEventType = DashbotEvent['type']

/** What every event has. */
export interface DashbotEventFields {
  /** The event's name. Not empty. */
  name: string
  /** The user that the event is about. Not empty. */
  userId: string
  /** The conversation that the event happened in. Not empty. */
  conversationId?: string | undefined
  /** When the event happened, in ms since the epoch. Without it Dashbot takes the time of arrival. */
  dashbot_timestamp?: number | undefined
}

/** An event of the bot's own making. */
export interface CustomEvent extends DashbotEventFields {
  type: 'customEvent'
  /** Anything that JSON can hold. */
  extraInfo?: object | undefined
}

/** A purchase. */
export interface RevenueEvent extends DashbotEventFields {
  type: 'revenueEvent'
  /** What was paid. A finite number; Dashbot knows no currencies. */
  amount: number
  /** The order's number, for example. */
  referenceNumber?: string | undefined
  /** Anything that JSON can hold. */
  metadata?: object | undefined
}

/** A page was opened from the conversation. */
export interface PageLaunchEvent extends DashbotEventFields {
  type: 'pageLaunchEvent'
  /** Anything that JSON can hold. */
  extraInfo?: object | undefined
}

/** The user shared a message. */
export interface ShareEvent extends DashbotEventFields {
  type: 'shareEvent'
  /** The message that was shared. */
  sharedMessage?: object | undefined
}

/** The user came through a link or an advertisement. */
export interface ReferralEvent extends DashbotEventFields {
  type: 'referralEvent'
  /** The reference of the link. */
  ref?: string | undefined
  /** Where the link stood. */
  source?: string | undefined
  /** The advertisement's id. */
  ad_id?: string | undefined
  /** The page that the user came from. */
  referer_uri?: string | undefined
}
