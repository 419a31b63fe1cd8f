import type { XWebhook } from '../../twitter/api/x-webhooks'
import { parseArguments } from '../arguments'
import { UsageError } from '../command'
import { announce } from './announce'
import { openWebhooks } from './open-x'
import { orNothing } from './or-nothing'

/** Ends the account's subscriptions and removes the webhook. */
export async function disconnect(args: readonly string[]): Promise<string> {
  const { positionals } = parseArguments(args, { options: {}, allowPositionals: true })
  const [wanted, ...rest] = positionals
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  const webhooks = openWebhooks(process.env)
  const list = await webhooks.list()
  if (list.length === 0) return 'No webhook is registered.'
  const { id, url } = choose(list, wanted)
  announce(`Removing ${url}`)
  const account = await webhooks.account()
  await orNothing(webhooks.unsubscribe(id, account.id))
  const activity = await orNothing(webhooks.activitySubscriptions())
  for (const subscription of activity ?? []) {
    if (subscription.webhookId === id) await webhooks.unsubscribeFromActivity(subscription.id)
  }
  await webhooks.remove(id)
  return `webhook   ${id} is removed, with the account's subscriptions: ${url}`
}

function choose(list: readonly XWebhook[], wanted: string | undefined): XWebhook {
  const [only] = list
  if (wanted === undefined && list.length === 1 && only !== undefined) return only
  const found = list.find(({ id, url }) => id === wanted || url === wanted)
  if (found !== undefined) return found
  const known = list.map(({ url }) => url).join(', ')
  throw new UsageError(
    wanted === undefined ? `Which URL? ${known}` : `No webhook ${wanted}. Registered: ${known}`,
  )
}
