/** Checked by the compiler alone: each `@ts-expect-error` fails the build where its line would compile. */
import type { InferOutput } from 'valibot'
import type {
  CustomEvent,
  DashbotEvent,
  DashbotEventType,
  DashbotIntent,
  DashbotMessage,
  DashbotPayload,
  RevenueEvent,
} from '../../src'
import type { eventSchema, intentSchema, messageSchema } from '../../src/wire/schema'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <_Claim extends true>(): void => undefined

holds<
  Same<DashbotEventType, 'customEvent' | 'revenueEvent' | 'pageLaunchEvent' | 'shareEvent' | 'referralEvent'>
>()
holds<Same<DashbotMessage, InferOutput<typeof messageSchema>>>()
holds<Same<DashbotIntent, InferOutput<typeof intentSchema>>>()
holds<Same<DashbotEvent, InferOutput<typeof eventSchema>>>()
holds<Same<RevenueEvent['amount'], number>>()
holds<Same<CustomEvent, Extract<DashbotEvent, { type: 'customEvent' }>>>()
holds<Same<DashbotPayload, DashbotMessage | DashbotEvent>>()

const message: DashbotMessage = { text: 'Hi', userId: 'ann' }
message.intent = { name: 'WEATHER', inputs: [{ name: 'city', value: 'Oslo' }], confidence: 0.9 }
message.buttons = [{ id: '1', label: 'Red', value: 'r' }]
message.postback = { buttonClick: { buttonId: '1' } }
message.platformJson = { direct_message_events: [] }

// @ts-expect-error: text is required
export const noText: DashbotMessage = { userId: 'ann' }
// @ts-expect-error: userId is required
export const noUser: DashbotMessage = { text: 'Hi' }
// @ts-expect-error: an id is text
message.buttons = [{ id: 1, label: 'Red', value: 'r' }]
// @ts-expect-error: an input's value is text
message.intent = { name: 'WEATHER', inputs: [{ name: 'days', value: 3 }] }
// @ts-expect-error: an intent has a name
export const noName: DashbotIntent = { confidence: 1 }
// @ts-expect-error: platformJson is an object
message.platformJson = '{}'

export const revenue: DashbotEvent = { type: 'revenueEvent', name: 'sale', userId: 'ann', amount: 17.45 }
// @ts-expect-error: revenue has an amount
export const noAmount: DashbotEvent = { type: 'revenueEvent', name: 'sale', userId: 'ann' }
// @ts-expect-error: an amount is a number
export const textAmount: DashbotEvent = { type: 'revenueEvent', name: 'sale', userId: 'ann', amount: '17.45' }
// @ts-expect-error: there are five types
export const noType: DashbotEvent = { type: 'clickEvent', name: 'x', userId: 'ann' }
// @ts-expect-error: an event has a name
export const nameless: DashbotEvent = { type: 'customEvent', userId: 'ann' }
