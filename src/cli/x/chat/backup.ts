import { XChatError } from '../../../twitter/chat/chat-error'
import { PinBackup } from '../../../twitter/chat/pin-backup'
import type { XChatClient } from '../../../twitter/chat/x-chat-client'
import { announce } from '../announce'
import { openChat } from '../open-x'
import { type ChatKeys, readKeyFile } from './key-file'
import { readNewPin } from './read-pin'

/** Backs up the keys of a file under a PIN; an earlier backup is replaced. */
export async function backup(file: string): Promise<string> {
  const keys = readKeyFile(file)
  await backUp(openChat(process.env), keys, await readNewPin())
  return `backup    the keys of ${keys.userId}, version ${keys.keyVersion}, are stored under the PIN`
}

/** @throws XChatError where X names no servers for it, or these refuse */
export async function backUp(client: XChatClient, { userId, keys }: ChatKeys, pin: string): Promise<void> {
  announce('Backing up the keys')
  const config = await client.backupConfig(userId)
  if (config === undefined) {
    throw new XChatError('backup_failed', 'X names no servers for the backup of the account.', {
      remedy: 'The keys are registered and in the file. Try again later: botbuilder-dashbot x chat backup.',
    })
  }
  const store = await PinBackup.open(config)
  await store.store(pin, Buffer.from(keys, 'base64'))
}
