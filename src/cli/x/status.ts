import type { XActivitySubscription, XWebhook, XWebhooks } from '../../twitter/api/x-webhooks'
import { parseArguments } from '../arguments'
import { announce } from './announce'
import { openChat, openWebhooks } from './open-x'
import { orNothing } from './or-nothing'

interface WebhookStatus extends XWebhook {
  readonly subscribed: boolean
  /** Event types of the X Activity API that the account is subscribed to. */
  readonly events: readonly string[]
}

/** The app's webhooks and the account's subscriptions, as a table or as JSON. */
export async function status(args: readonly string[]): Promise<string> {
  const { values } = parseArguments(args, { options: { json: { type: 'boolean' } } })
  const webhooks = openWebhooks(process.env)
  announce('Asking X')
  const account = await webhooks.account()
  const count = await orNothing(webhooks.subscriptionCount())
  const rows = await readStatus(webhooks, account.id)
  const keys = await orNothing(openChat(process.env).publicKeys(account.id))
  const versions = keys?.map(({ public_key_version }) => public_key_version)
  if (values.json) {
    return JSON.stringify({
      account,
      accounts: count ?? null,
      chatKeyVersions: versions ?? null,
      webhooks: rows,
    })
  }
  const accounts = count?.limit === undefined ? 'unknown' : `${count.subscribed ?? 0} of ${count.limit}`
  const head = [
    `account   ${account.username === undefined ? '' : `@${account.username} `}${account.id}`,
    `accounts  ${accounts} subscribed in the Account Activity API`,
    `X Chat    ${chatLine(versions)}`,
  ]
  if (rows.length === 0) return [...head, '', 'No webhook. Next: botbuilder-dashbot x connect URL'].join('\n')
  const table = rows.map(({ id, url, valid, subscribed, events }) => [
    id,
    valid ? 'valid' : 'INVALID',
    subscribed ? 'subscribed' : 'not subscribed',
    events.join(' ') || '-',
    url,
  ])
  const hints = rows.some(({ valid }) => !valid)
    ? [
        '',
        'X delivers nothing to an invalid webhook. Next: botbuilder-dashbot x connect URL, with the bot running.',
      ]
    : []
  return [
    ...head,
    '',
    ...aligned([['WEBHOOK', 'STATE', 'ACCOUNT', 'ACTIVITY', 'ADDRESS'], ...table]),
    ...hints,
  ].join('\n')
}

function chatLine(versions: readonly string[] | undefined): string {
  if (versions === undefined) return 'unknown: the app has no access to it'
  return versions.length === 0
    ? 'not registered: messages come in the clear'
    : `registered, key version ${versions.at(-1)}`
}

async function readStatus(webhooks: XWebhooks, userId: string): Promise<readonly WebhookStatus[]> {
  const [list, activity] = await Promise.all([webhooks.list(), orNothing(webhooks.activitySubscriptions())])
  return Promise.all(
    list.map(async (webhook) => ({
      ...webhook,
      subscribed: (await orNothing(webhooks.isSubscribed(webhook.id))) ?? false,
      events: eventsOf(activity ?? [], webhook.id, userId),
    })),
  )
}

function eventsOf(
  subscriptions: readonly XActivitySubscription[],
  webhookId: string,
  userId: string,
): readonly string[] {
  return subscriptions
    .filter((subscription) => subscription.webhookId === webhookId && subscription.userId === userId)
    .map(({ eventType }) => eventType)
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
