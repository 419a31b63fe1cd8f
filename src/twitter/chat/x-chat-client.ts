import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { resolveApiOptions, type TwitterApiClientOptions } from '../api/client-options'
import { Requests } from '../api/requests'
import type { TwitterApiLike } from '../api/twitter-api'
import { type Clock, systemClock } from '../clock'
import type { ChatClient, ChatEventsPage, RegisteredKey } from './chat-client'
import type { KeyRegistration } from './chat-engine'
import { participantsOf } from './conversation-id'

const KEY_FIELDS = 'public_key_version,public_key,signing_public_key,identity_public_key_signature'

/** X encodes segments in base64, at most 3 MB each before that. */
const SEGMENT_BYTES = 3_000_000

/** Encrypted chat through v2 of X's API, by the package `twitter-api-v2`. A preview: not yet run against X. */
export class XChatClient implements ChatClient {
  readonly #api: TwitterApiLike
  readonly #timeout: number
  readonly #requests: Requests

  /**
   * @param options The same as for `TwitterApiClient`; `version` means nothing here.
   * @throws ConfigError where an option is missing, unknown or wrong
   * @throws MissingPeerError where `twitter-api-v2` is not installed
   */
  constructor(options: TwitterApiClientOptions, clock: Clock = systemClock) {
    const { api, timeoutMs, maxRateLimitWaitMs } = resolveApiOptions(options)
    this.#api = api
    this.#timeout = timeoutMs
    this.#requests = new Requests({ maxRateLimitWaitMs, clock })
  }

  /** @throws TwitterApiError */
  async publicKeys(userId: string): Promise<readonly RegisteredKey[]> {
    const query = { 'public_key.fields': KEY_FIELDS }
    const { data } = asFields(await this.#get('read public keys', `users/${part(userId)}/public_keys`, query))
    return asObjects(Array.isArray(data) ? data : [data]).flatMap(toRegisteredKey)
  }

  /**
   * Registers an account's public keys. X takes a few registrations in 24 hours.
   *
   * @returns the version that X registered them under
   * @throws TwitterApiError
   */
  async register(userId: string, registration: KeyRegistration): Promise<string> {
    const { version, generateVersion, publicKey: key } = registration
    const answer = await this.#post('register public keys', `users/${part(userId)}/public_keys`, {
      version,
      generate_version: generateVersion,
      public_key: {
        public_key: key.publicKey,
        signing_public_key: key.signingPublicKey,
        identity_public_key_signature: key.identityPublicKeySignature,
        signing_public_key_signature: key.signingPublicKeySignature,
        registration_method: key.registrationMethod,
      },
    })
    return asText(asObject(asFields(answer).data)?.public_key_version) ?? version
  }

  /** Where X keeps the PIN backup of the account's own keys; undefined where it does not say. @throws TwitterApiError */
  async backupConfig(userId: string): Promise<JsonObject | undefined> {
    const query = { 'public_key.fields': 'juicebox_config' }
    const { data } = asFields(await this.#get('read the backup', `users/${part(userId)}/public_keys`, query))
    const rows = asObjects(Array.isArray(data) ? data : [data])
    return rows.map(({ juicebox_config }) => asObject(juicebox_config)).find((config) => config !== undefined)
  }

  /** @throws TwitterApiError */
  async addConversationKey(conversation: string, body: JsonObject): Promise<void> {
    await this.#post("post a conversation's key", `${conversationPath(conversation)}/keys`, body)
  }

  /** @throws TwitterApiError */
  async sendMessage(conversation: string, body: JsonObject): Promise<string | undefined> {
    const answer = await this.#post(
      'send an encrypted message',
      `${conversationPath(conversation)}/messages`,
      body,
    )
    return asText(asObject(asFields(answer).data)?.encoded_message_event)
  }

  /** @throws TwitterApiError */
  async events(conversation: string): Promise<ChatEventsPage> {
    const path = `${conversationPath(conversation)}/events`
    const { data, meta } = asFields(
      await this.#get("read a conversation's events", path, { max_results: 100 }),
    )
    return {
      events: asObjects(data).flatMap(({ encoded_event }) => asText(encoded_event) ?? []),
      keyChanges: asList(asObject(meta)?.conversation_key_events).flatMap((event) => asText(event) ?? []),
    }
  }

  /** Does not wait for a rate limit to end: by then the bot may have answered. @throws TwitterApiError */
  async sendTyping(conversation: string): Promise<void> {
    const path = `${conversationPath(conversation)}/typing`
    await this.#post('show that the bot is typing', path, {}, { isMomentary: true })
  }

  /** Does not wait for a rate limit to end: the next one covers this one. @throws TwitterApiError */
  async markRead(conversation: string, sequenceId: string): Promise<void> {
    const body = { seen_until_sequence_id: sequenceId }
    const path = `${conversationPath(conversation)}/read`
    await this.#post('mark a message as read', path, body, { isMomentary: true })
  }

  /** @throws TwitterApiError */
  async uploadMedia(conversation: string, bytes: Uint8Array): Promise<string> {
    const path = 'chat/media/upload'
    const fields = { conversation_id: conversation, total_bytes: bytes.byteLength }
    const begun = asObject(asFields(await this.#post('take a medium', `${path}/initialize`, fields)).data)
    const id = asText(begun?.id) ?? ''
    for (let start = 0, index = 0; start < bytes.byteLength; start += SEGMENT_BYTES, index += 1) {
      const media = Buffer.from(bytes.subarray(start, start + SEGMENT_BYTES)).toString('base64')
      const segment = { conversation_id: conversation, segment_index: index, media }
      await this.#post('take a medium', `${path}/${part(id)}/append`, segment)
    }
    const finished = await this.#post('take a medium', `${path}/${part(id)}/finalize`, {
      conversation_id: conversation,
    })
    return asText(asObject(asFields(finished).data)?.media_hash_key) ?? asText(begun?.media_hash_key) ?? ''
  }

  /** @throws TwitterApiError */
  async downloadMedia(conversation: string, mediaHashKey: string): Promise<Uint8Array> {
    const path = `chat/media/${part(pathId(conversation))}/${part(mediaHashKey)}`
    const { data } = await this.#requests.run({
      action: 'read a medium',
      isRepeatable: true,
      post: () =>
        this.#api.v2.get(path, {}, { fullResponse: true, forceParseMode: 'buffer', timeout: this.#timeout }),
    })
    return data as Uint8Array
  }

  async #get(action: string, path: string, query: Record<string, string | number>): Promise<unknown> {
    const { data } = await this.#requests.run({
      action,
      isRepeatable: true,
      post: () => this.#api.v2.get(path, query, { fullResponse: true, timeout: this.#timeout }),
    })
    return data
  }

  /** All of these can be repeated: a message's id is signed, and X knows it again. */
  async #post(
    action: string,
    path: string,
    body: JsonObject,
    { isMomentary = false }: { readonly isMomentary?: boolean } = {},
  ): Promise<unknown> {
    const { data } = await this.#requests.run({
      action,
      isRepeatable: true,
      isMomentary,
      post: () =>
        this.#api.v2.post(
          path,
          { ...body },
          { fullResponse: true, forceBodyMode: 'json', timeout: this.#timeout },
        ),
    })
    return data
  }
}

function asFields(answer: unknown): JsonObject {
  return asObject(answer) ?? {}
}

function toRegisteredKey(row: JsonObject): readonly RegisteredKey[] {
  const public_key_version = asText(row.public_key_version)
  const public_key = asText(row.public_key)
  const signing_public_key = asText(row.signing_public_key)
  const identity_public_key_signature = asText(row.identity_public_key_signature)
  if (
    public_key_version === undefined ||
    public_key === undefined ||
    signing_public_key === undefined ||
    identity_public_key_signature === undefined
  ) {
    return []
  }
  return [{ public_key_version, public_key, signing_public_key, identity_public_key_signature }]
}

function conversationPath(conversation: string): string {
  return `chat/conversations/${part(pathId(conversation))}`
}

/** Paths have a hyphen where events have a colon. */
function pathId(conversation: string): string {
  return participantsOf(conversation) === undefined ? conversation : conversation.replace(':', '-')
}

function part(text: string): string {
  return encodeURIComponent(text)
}
