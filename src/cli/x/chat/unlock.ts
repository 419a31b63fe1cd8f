import { openChatEngine } from '../../../twitter/chat/chat-engine'
import { XChatError } from '../../../twitter/chat/chat-error'
import { PinBackup } from '../../../twitter/chat/pin-backup'
import { announce } from '../announce'
import { openChat, openWebhooks } from '../open-x'
import { createKeyFile, refuseKeyFile } from './key-file'
import { readPin } from './read-pin'

/** Writes the keys of the backup to a file, by one attempt with the PIN. */
export async function unlock(file: string): Promise<string> {
  refuseKeyFile(file)
  const client = openChat(process.env)
  const { id: userId } = await openWebhooks(process.env).account()
  const config = await client.backupConfig(userId)
  if (config === undefined) throw new XChatError('no_backup', 'X keeps no keys of the account.')
  const pin = await readPin('PIN: ')
  announce('Opening the backup, once')
  const backup = await PinBackup.open(config)
  const blob = await backup.recover(pin)
  const engine = await openChatEngine()
  engine.importKeys(Uint8Array.from(blob), '0')
  const registered = await client.publicKeys(userId)
  const own = registered.findLast(({ public_key }) => engine.matchesRegisteredKey(public_key))
  if (own === undefined) {
    throw new XChatError(
      'keys_replaced',
      'The keys of the backup are not those that the account has registered.',
    )
  }
  const keyVersion = own.public_key_version
  createKeyFile(file, { userId, keys: Buffer.from(blob).toString('base64'), keyVersion })
  return [
    `keys      of ${userId}, version ${keyVersion}`,
    `file      ${file}: move it into a secret manager, and remove it`,
  ].join('\n')
}
