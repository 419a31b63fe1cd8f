import type { Handler } from 'hono'
import { asObject, asText } from '../../internal/json'
import { EVERY_BOT, type Live } from '../live'
import type { Annotations } from '../store/annotations'
import type { ApiKeys } from '../store/api-keys'
import { readJson } from './body'
import { RefusedError } from './refused-error'

export interface AnnotateParts {
  readonly annotations: Annotations
  readonly live: Pick<Live, 'publish'>
  readonly apiKeys: ApiKeys
}

const MAX_TEXT_LENGTH = 200
/** A date in JavaScript reaches no further from the epoch, in ms. */
const MAX_TIME = 8.64e15

/**
 * `POST /annotations?apiKey=KEY` with `{ "text", "time"? }`: marks a moment in the charts, such as a deployment, now
 * unless `time` says when: ms since the epoch, or a date. The mark is the bot's whose key it is; of all bots with
 * `"bot": "all"`. Any other bot is refused.
 */
export function annotate({ annotations, live, apiKeys }: AnnotateParts): Handler {
  return async (context) => {
    const key = context.req.query('apiKey') ?? ''
    if (key === '') throw new RefusedError(400, { path: 'apiKey', message: 'is required' })
    if (!apiKeys.allows(key)) {
      throw new RefusedError(401, { path: 'apiKey', message: 'is not one of the keys of this tracker' })
    }
    const body = asObject((await readJson(context.req)).value)
    const text = asText(body?.text)?.trim().slice(0, MAX_TEXT_LENGTH)
    if (body === undefined || !text)
      throw new RefusedError(400, { path: 'text', message: 'must be a non-empty string' })
    const bot = readBot(body.bot, apiKeys.botOf(key))
    await annotations.add({ text, time: readTime(body.time), bot })
    live.publish(new Map([[bot ?? EVERY_BOT, 1]]))
    return context.json({ success: true })
  }
}

/** undefined for all bots */
function readBot(value: unknown, own: string): string | undefined {
  if (value === 'all') return undefined
  if (value === undefined || value === own) return own
  throw new RefusedError(400, { path: 'bot', message: "must be all, or left out for the key's own bot" })
}

function readTime(value: unknown): number {
  if (value === undefined) return Date.now()
  const time = typeof value === 'string' ? Date.parse(value) : value
  if (typeof time === 'number' && Number.isInteger(time) && Math.abs(time) <= MAX_TIME) return time
  throw new RefusedError(400, {
    path: 'time',
    message: 'must be ms since the epoch, or a date such as 2026-03-01',
  })
}
