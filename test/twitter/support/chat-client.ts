import { asObject, asText, type JsonObject } from '../../../src/internal/json'
import type { FakeChat } from '../../../src/testing/fake-x/chat/fake-chat'
import type { ChatClient, RegisteredKey } from '../../../src/twitter/chat/chat-client'

/** X's endpoints of encrypted chat for an account, without sockets. Counts what is asked. */
export function chatClient(chat: FakeChat, account: string) {
  const counts: Record<string, number> = {}
  const ask = (method: string, path: string, body: JsonObject = {}): JsonObject => {
    const kind = path.replace(/\d{4,}/g, ':id')
    counts[`${method} ${kind}`] = (counts[`${method} ${kind}`] ?? 0) + 1
    const answer = chat.answer({ method, path, body, account })
    if (answer === undefined || answer.status >= 300) throw new Error(`X refused ${path}`)
    return asObject(answer.body) ?? {}
  }
  const conversation = (id: string): string => `/2/chat/conversations/${id}`
  const client: ChatClient = {
    publicKeys: async (userId) =>
      ask('GET', `/2/users/${userId}/public_keys`).data as readonly RegisteredKey[],
    addConversationKey: async (id, body) => void ask('POST', `${conversation(id)}/keys`, body),
    sendMessage: async (id, body) =>
      asText(asObject(ask('POST', `${conversation(id)}/messages`, body).data)?.encoded_message_event),
    events: async (id) => {
      const { data, meta } = ask('GET', `${conversation(id)}/events`)
      return {
        events: (data as JsonObject[]).map(({ encoded_event }) => String(encoded_event)),
        keyChanges: (asObject(meta)?.conversation_key_events as string[]) ?? [],
      }
    },
    sendTyping: async (id) => void ask('POST', `${conversation(id)}/typing`),
    markRead: async (id, sequenceId) =>
      void ask('POST', `${conversation(id)}/read`, { seen_until_sequence_id: sequenceId }),
    uploadMedia: async () => 'hash',
    downloadMedia: async () => new Uint8Array(),
  }
  return { client, counts }
}
