import {
  sign,
  type TurnLogic,
  TwitterAdapter,
  type TwitterAdapterOptions,
  type WebhookCall,
} from '../../../src/twitter'
import { botId } from './events'
import { RecordingClient } from './recording-client'
import { secret } from './webhook-server'

export const header = 'X-Twitter-Webhooks-Signature'

/** An adapter whose client records what it sends, with the errors that it reports. */
export function adapterWith(options: Partial<TwitterAdapterOptions> = {}) {
  const client = new RecordingClient()
  const errors: unknown[] = []
  const adapter = new TwitterAdapter({
    consumerSecret: secret,
    client,
    userId: botId,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { adapter, client, errors }
}

/** Answers with what the user said. */
export const echo: TurnLogic = async (context) => {
  await new Promise((resolve) => setImmediate(resolve))
  await context.sendActivity(`You said: ${context.activity.text}`)
}

/** A request of X with a body, as a function gets it. */
export function signedCall(body: object | string, more: Partial<WebhookCall> = {}): WebhookCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', url: '/webhook', headers: { [header]: sign(secret, text) }, body: text, ...more }
}
