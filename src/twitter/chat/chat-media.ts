import type { Media } from '../messages/direct-message-client'
import { DirectMessageError } from '../messages/message-error'
import type { ChatClient } from './chat-client'
import type { ChatEngine } from './chat-engine'
import { XChatError } from './chat-error'
import type { ChatReader } from './chat-reader'
import type { KnownConversationKeys } from './conversation-keys'
import type { EngineTurns } from './engine-turns'

/** Where an encrypted medium is, and which of the conversation's keys opens it: the message's, not the latest. */
export interface ChatMediaAddress {
  readonly conversationId: string
  readonly mediaHashKey: string
  readonly keyVersion: string
}

/** The `contentUrl` of an encrypted medium's attachment. Only the adapter can open it. */
export function chatMediaUrl({ conversationId, mediaHashKey, keyVersion }: ChatMediaAddress): string {
  return `xchat:${conversationId}/${encodeURIComponent(mediaHashKey)}?key=${keyVersion}`
}

function readChatMediaUrl(url: string): ChatMediaAddress {
  const [, conversationId, hashKey, keyVersion] = /^xchat:([^/]+)\/([^?]+)\?key=(\d+)$/.exec(url) ?? []
  if (conversationId === undefined || hashKey === undefined || keyVersion === undefined) {
    throw new DirectMessageError('The contentUrl is not that of an encrypted medium: xchat:...')
  }
  return { conversationId, mediaHashKey: decodeURIComponent(hashKey), keyVersion }
}

export interface ChatMediaParts {
  readonly engine: ChatEngine
  readonly turns: EngineTurns
  readonly client: Pick<ChatClient, 'downloadMedia'>
  readonly conversationKeys: KnownConversationKeys
  /** Asks X for keys that this process has not learned. */
  readonly reader: Pick<ChatReader, 'fetchKeys'>
}

/** What an attachment of an encrypted message is opened by. */
export interface AttachedMedium {
  readonly contentType: string
  readonly contentUrl?: string | undefined
}

/**
 * Downloads and decrypts an encrypted medium.
 *
 * @throws DirectMessageError where the attachment is not an encrypted medium
 * @throws XChatError where its key is not known, or it arrived damaged
 */
export async function openChatMedia(
  { contentUrl = '', contentType }: AttachedMedium,
  { engine, turns, client, conversationKeys, reader }: ChatMediaParts,
): Promise<Media> {
  const { conversationId, mediaHashKey, keyVersion } = readChatMediaUrl(contentUrl)
  const key =
    (await conversationKeys.of(conversationId))[keyVersion] ??
    (await reader.fetchKeys(conversationId))[keyVersion]
  if (key === undefined) {
    throw new XChatError('no_conversation_key', 'An encrypted medium has no key that opens it.', {
      conversationId,
    })
  }
  const encrypted = await client.downloadMedia(conversationId, mediaHashKey)
  try {
    return { bytes: await turns.run(() => engine.decryptStream(encrypted, key)), contentType }
  } catch (cause) {
    throw new XChatError('unreadable', 'An encrypted medium could not be decrypted.', {
      conversationId,
      cause,
    })
  }
}
