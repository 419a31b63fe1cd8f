import { isPromise } from 'node:util/types'
import { asObject, type JsonObject } from '../../internal/json'
import type { ActivityLike, Direction } from '../../mapping/activity-like'
import { attempt } from '../../mapping/attempt'
import { type ReadMessage, readMessage } from '../../mapping/to-message'
import { filledText } from '../../mapping/value-text'
import type { MiddlewareSettings } from '../options'
import { isEncrypted } from './encrypted-text'
import type { TurnSink } from './turn-record'

export interface SaidMessage extends ReadMessage {
  /** Said in an encrypted conversation, and reported without what was said. */
  readonly isConcealed: boolean
}

/** Makes messages of the activities of a turn, as the middleware's options ask for. */
export class TurnMessages {
  readonly #settings: MiddlewareSettings
  readonly #sink: Pick<TurnSink, 'failed' | 'announce'>

  constructor(settings: MiddlewareSettings, sink: Pick<TurnSink, 'failed' | 'announce'>) {
    this.#settings = settings
    this.#sink = sink
  }

  /** @returns undefined for a message that is not reported */
  read(activity: ActivityLike, direction: Direction, id?: string): SaidMessage | undefined {
    const { encryptedText, enrich } = this.#settings
    const isConcealed = encryptedText !== 'text' && attempt(isEncrypted, activity) === true
    if (isConcealed && encryptedText === 'drop') {
      this.#sink.announce("messages of encrypted conversations are not recorded; encryptedText is 'drop'")
      return undefined
    }
    const { message, answer, reading } = readMessage(activity, { direction, id })
    if (enrich !== undefined) Object.assign(message, this.#enriched(activity, direction))
    return { message, answer, reading, isConcealed }
  }

  /** How to ask the `enrich` option for the conversation of an activity that is not a message. */
  conversationIdOf(activity: ActivityLike): (() => string | undefined) | undefined {
    if (this.#settings.enrich === undefined) return undefined
    return () => filledText(asObject(this.#enriched(activity, 'incoming', 'an event'))?.conversationId)
  }

  #enriched(activity: ActivityLike, direction: Direction, to = 'a message'): object | undefined {
    let given: unknown
    try {
      given = this.#settings.enrich?.(activity, direction)
    } catch (error) {
      this.#sink.failed(`The enrich option failed, and nothing was added to ${to}`, error)
      return undefined
    }
    if (given === undefined || given === null) return undefined
    const fields = asObject(given)
    if (fields === undefined || isPromise(given)) {
      if (isPromise(given)) given.catch(() => {})
      const kind = isPromise(given) ? 'a promise' : Array.isArray(given) ? 'a list' : `a ${typeof given}`
      this.#sink.announce(
        `The enrich option returned ${kind}, and nothing is added: return an object of fields`,
      )
      return undefined
    }
    return this.#usable(this.#read(fields))
  }

  /** The fields that can be read: one whose getter throws costs itself. */
  #read(fields: JsonObject): JsonObject {
    const read: [string, unknown][] = []
    for (const field of attempt(Object.keys, fields) ?? []) {
      try {
        read.push([field, fields[field]])
      } catch (error) {
        this.#sink.failed(`What the enrich option returned as ${field} was left out`, error)
      }
    }
    return Object.fromEntries(read)
  }

  #usable(fields: JsonObject): object {
    const { text, userId, conversationId, ...usable } = fields
    for (const [field, value, remedy] of [
      ['text', text, 'change texts in a beforeSend hook'],
      ['userId', userId, 'use the userId option'],
    ]) {
      if (value !== undefined)
        this.#sink.announce(`The enrich option returned ${field}, which stays as it is: ${remedy}`)
    }
    // Numeric ids of sloppy adapters.
    const isId = typeof conversationId === 'number' || typeof conversationId === 'bigint'
    return {
      ...usable,
      ...(conversationId != null && { conversationId: isId ? String(conversationId) : conversationId }),
    }
  }
}
