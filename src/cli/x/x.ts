import { actionNamed } from '../arguments'
import type { Command } from '../command'
import { chat } from './chat/chat'
import { connect } from './connect'
import { disconnect } from './disconnect'
import { replay } from './replay'
import { status } from './status'

const actions: Readonly<Record<string, (args: readonly string[]) => Promise<string>>> = {
  status,
  connect,
  disconnect,
  replay,
  chat,
}

/** Connects an X app and account to a bot's webhook. */
export const x: Command = {
  summary: "connects an X account to a bot's webhook, shows what X thinks of it, and replays what was missed",
  usage: `Usage: botbuilder-dashbot x status | connect URL | disconnect [URL] | replay --since 2h
       botbuilder-dashbot x chat register | backup | unlock

  status            the app's webhooks, whether X takes them for valid, and the account's subscriptions (default)
  connect URL       registers the webhook, which must be running: X challenges it at once; subscribes the account
  disconnect [URL]  ends the account's subscriptions and removes the webhook
  replay            makes X deliver again what it tried to deliver since then, up to 24 hours back
  chat register     makes keys for encrypted messages (X Chat), registers them, and backs them up under a PIN
  chat backup       backs up the keys of the file under a PIN
  chat unlock       writes the keys of the backup to the file, by one attempt with the PIN

Options:
  --chat            connect: encrypted messages (X Chat) too
  --since SPAN      replay: from when on, for example 90m, 2h, 1d; at least 31 minutes ago
  --until SPAN      replay: up to when, by default 10m ago, which is the latest that X allows
  --json            status: as JSON
  --confirm         chat register: it changes the account, see docs/x-chat.md
  --file FILE       chat: where the keys are, by default x-chat-keys.json; created for its owner only

The PIN is asked for on a terminal, else it is the first line of the standard input; never an argument.

Environment:
  X_APP_KEY, X_APP_SECRET, X_ACCESS_TOKEN, X_ACCESS_SECRET   keys of the app and of the bot's account, required
  X_BEARER_TOKEN                                             the app's, by default fetched with its key and secret
  X_API_URL                                                  a server on this machine that stands in for X`,

  async run(args) {
    const [name = 'status', ...rest] = args[0]?.startsWith('-') ? ['status', ...args] : args
    console.log(await actionNamed(name, actions)(rest))
    return 0
  },
}
