import { ConfigError } from '../../../errors'
import { openChatEngine } from '../../../twitter/chat/chat-engine'
import { announce } from '../announce'
import { openChat, openWebhooks } from '../open-x'
import { backUp } from './backup'
import { createKeyFile, refuseKeyFile, updateKeyFile } from './key-file'
import { readNewPin } from './read-pin'

const explanation = `Registering keys changes the account: conversations with everybody who has set up X Chat become encrypted, for
good as far as is known. Whoever has the keys reads them all. Try it with a test account first.

Next: botbuilder-dashbot x chat register --confirm`

/** Makes keys and registers them. They are in the file before the request, which X allows a few times a day. */
export async function register(file: string, confirm: boolean): Promise<string> {
  if (!confirm) return explanation
  refuseKeyFile(file)
  const client = openChat(process.env)
  const { id: userId } = await openWebhooks(process.env).account()
  const known = await client.publicKeys(userId)
  if (known.length > 0) {
    throw new ConfigError(
      'chat register',
      `The account has keys registered, version ${known.at(-1)?.public_key_version}: new ones would not read what was encrypted for them. Get them with botbuilder-dashbot x chat unlock.`,
    )
  }
  const pin = await readNewPin()
  const engine = await openChatEngine()
  const registration = engine.generateKeypairs()
  const blob = Buffer.from(engine.exportKeys())
  const keys = { userId, keys: blob.toString('base64'), keyVersion: registration.version }
  createKeyFile(file, keys)
  announce('Registering the keys')
  const keyVersion = await client.register(userId, registration)
  if (keyVersion !== keys.keyVersion) updateKeyFile(file, { ...keys, keyVersion })
  await backUp(client, { ...keys, keyVersion }, pin)
  return [
    `keys      registered for ${userId}, version ${keyVersion}`,
    `file      ${file}: move it into a secret manager, and remove it`,
    'backup    stored under the PIN',
    'Next: new TwitterAdapter({ ..., chat: { keys, keyVersion } }), and botbuilder-dashbot x connect URL --chat',
  ].join('\n')
}
