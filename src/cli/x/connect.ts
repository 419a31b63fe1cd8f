import { TwitterApiError } from '../../twitter/api/twitter-api-error'
import type { XWebhook, XWebhooks } from '../../twitter/api/x-webhooks'
import { parseArguments } from '../arguments'
import { UsageError } from '../command'
import { announce } from './announce'
import { openWebhooks } from './open-x'

/** Direct messages in the X Activity API, for apps without access to the Account Activity API. */
const DIRECT_MESSAGE_EVENTS = ['dm.received', 'dm.sent', 'dm.read', 'dm.indicate_typing']
const CHAT_EVENTS = ['chat.received', 'chat.sent']

/** Registers the webhook and subscribes the account. Where a step fails, those before it are undone. */
export async function connect(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArguments(args, {
    options: { chat: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [url, ...rest] = positionals
  if (url === undefined) throw new UsageError('Missing argument: URL')
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  const webhooks = openWebhooks(process.env)
  announce(`Registering ${url}, which X challenges`)
  const wasKnown = (await webhooks.list()).some((webhook) => webhook.url === url)
  const { id, valid } = await webhooks.register(url)
  const state = valid ? 'valid' : 'INVALID: X delivers nothing before it answers the challenge'
  try {
    const lines = await subscribe(webhooks, id, values.chat ?? false)
    return [`webhook   ${id} is registered and ${state}: ${url}`, ...lines].join('\n')
  } catch (error) {
    if (!wasKnown) await undo(webhooks, { id, url })
    throw error
  }
}

/** What fails here does not hide why the webhook is removed again. */
async function undo(webhooks: XWebhooks, { id, url }: Pick<XWebhook, 'id' | 'url'>): Promise<void> {
  try {
    await webhooks.remove(id)
  } catch {
    console.error(`Webhook ${id} is still registered. Remove it with: botbuilder-dashbot x disconnect ${url}`)
  }
}

async function subscribe(webhooks: XWebhooks, webhookId: string, withChat: boolean): Promise<string[]> {
  announce('Subscribing the account')
  const { id: userId, username } = await webhooks.account()
  const who = username === undefined ? userId : `@${username} (${userId})`
  const isInAccountActivity = await subscribeToAccountActivity(webhooks, webhookId)
  const wanted = [...(isInAccountActivity ? [] : DIRECT_MESSAGE_EVENTS), ...(withChat ? CHAT_EVENTS : [])]
  const known = wanted.length === 0 ? [] : await webhooks.activitySubscriptions()
  for (const eventType of wanted) {
    const isKnown = known.some(
      (one) => one.eventType === eventType && one.userId === userId && one.webhookId === webhookId,
    )
    if (!isKnown) await webhooks.subscribeToActivity(webhookId, userId, eventType)
  }
  return [
    ...(isInAccountActivity ? [`account   ${who} is subscribed in the Account Activity API`] : []),
    ...(wanted.length > 0
      ? [`account   ${who} is subscribed in the X Activity API: ${wanted.join(', ')}`]
      : []),
    'Next: write a direct message to the account.',
  ]
}

/** false: the app has no access to this API. */
async function subscribeToAccountActivity(webhooks: XWebhooks, webhookId: string): Promise<boolean> {
  try {
    await webhooks.subscribe(webhookId)
    return true
  } catch (error) {
    const hasNoAccess =
      error instanceof TwitterApiError && [403, 404].includes(error.status ?? 0) && error.reason === undefined
    if (hasNoAccess) return false
    throw error
  }
}
