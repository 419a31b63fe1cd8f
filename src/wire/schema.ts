import * as v from 'valibot'
import { isPlainObject } from './glance'

const finite = (what: string) =>
  v.pipe(v.number(`${what} must be a number`), v.finite(`${what} must be finite`))

const filled = (what: string) =>
  v.pipe(v.string(`${what} must be a string`), v.minLength(1, `${what} must not be empty`))

const jsonObject = (what: string) => v.custom<object>(isPlainObject, `${what} must be an object`)

const inputSchema = v.object(
  {
    name: filled('name'),
    value: v.string('value must be a string'),
  },
  'an input must be an object with name and value',
)

/** An intent: its name, what it was given, how sure the recognizer was. */
export const intentSchema = v.object(
  {
    name: filled('name'),
    inputs: v.optional(v.array(inputSchema, 'inputs must be an array of { name, value }')),
    confidence: v.optional(finite('confidence')),
  },
  'intent must be an object with a name',
)

const imageSchema = v.object({ url: filled('url') }, 'an image must be an object with a url')

const buttonSchema = v.object(
  {
    id: filled('id'),
    label: v.string('label must be a string'),
    value: v.string('value must be a string'),
  },
  'a button must be an object with id, label and value',
)

const postbackSchema = v.object(
  {
    buttonClick: v.object({ buttonId: filled('buttonId') }, 'buttonClick must be an object with a buttonId'),
  },
  'postback must be an object with a buttonClick',
)

/** When the message happened, ms since the epoch. Dashbot takes the time of arrival without it. */
const timestamp = v.optional(finite('dashbot_timestamp'))

/** A message as Dashbot's Twitter interface takes it. Fields beyond these pass unchanged. */
export const messageSchema = v.object(
  {
    text: filled('text'),
    userId: filled('userId'),
    intent: v.optional(intentSchema),
    images: v.optional(v.array(imageSchema, 'images must be an array of { url }')),
    buttons: v.optional(v.array(buttonSchema, 'buttons must be an array of { id, label, value }')),
    postback: v.optional(postbackSchema),
    platformJson: v.optional(jsonObject('platformJson')),
    platformUserJson: v.optional(jsonObject('platformUserJson')),
    sessionId: v.optional(filled('sessionId')),
    conversationId: v.optional(filled('conversationId')),
    dashbot_timestamp: timestamp,
  },
  'a message must be an object',
)

const eventFields = {
  name: filled('name'),
  userId: filled('userId'),
  conversationId: v.optional(filled('conversationId')),
  dashbot_timestamp: timestamp,
}

/** The five event types, each with its own fields. */
export const eventSchema = v.variant(
  'type',
  [
    v.object({
      ...eventFields,
      type: v.literal('customEvent'),
      extraInfo: v.optional(jsonObject('extraInfo')),
    }),
    v.object({
      ...eventFields,
      type: v.literal('revenueEvent'),
      amount: finite('amount'),
      referenceNumber: v.optional(v.string('referenceNumber must be a string')),
      metadata: v.optional(jsonObject('metadata')),
    }),
    v.object({
      ...eventFields,
      type: v.literal('pageLaunchEvent'),
      extraInfo: v.optional(jsonObject('extraInfo')),
    }),
    v.object({
      ...eventFields,
      type: v.literal('shareEvent'),
      sharedMessage: v.optional(jsonObject('sharedMessage')),
    }),
    v.object({
      ...eventFields,
      type: v.literal('referralEvent'),
      ref: v.optional(v.string('ref must be a string')),
      source: v.optional(v.string('source must be a string')),
      ad_id: v.optional(v.string('ad_id must be a string')),
      referer_uri: v.optional(v.string('referer_uri must be a string')),
    }),
  ],
  ({ path }) =>
    path === undefined
      ? 'an event must be an object'
      : 'type must be customEvent, revenueEvent, pageLaunchEvent, shareEvent or referralEvent',
)
