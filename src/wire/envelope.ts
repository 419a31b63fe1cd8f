import { randomInt, randomUUID } from 'node:crypto'
import { ConfigError } from '../errors'
import { type DashbotPayload, isPayloadType, type PayloadType } from './types'

/** A payload on its way: what a transport sends and an outbox stores. Immutable. */
export interface Envelope {
  /** The same on every attempt; sent as `Idempotency-Key`. A UUID. */
  readonly id: string
  readonly type: PayloadType
  /** The payload as captured. Parsed from `json` when read: a fresh copy each time. */
  readonly payload: DashbotPayload
  /** The payload, serialized at capture. */
  readonly json: string
  /** Payloads of one conversation are delivered in order. */
  readonly conversation: string
  /** Wall clock when it was captured, ms since the epoch: of what happens in a turn, the moment at which it happened. */
  readonly capturedAt: number
}

export type EnvelopeFields = Omit<Envelope, 'payload'>
export type NewEnvelopeFields = Omit<EnvelopeFields, 'id'>

/** Holds only the serialized payload, so that a full queue costs its bytes and no object graph beside them. */
export class SerializedEnvelope implements Envelope {
  readonly id: string
  readonly type: PayloadType
  readonly json: string
  readonly conversation: string
  readonly capturedAt: number

  constructor(fields: EnvelopeFields) {
    this.id = fields.id
    this.type = fields.type
    this.json = fields.json
    this.conversation = fields.conversation
    this.capturedAt = fields.capturedAt
  }

  get payload(): DashbotPayload {
    return JSON.parse(this.json)
  }
}

const textFields = ['id', 'json', 'conversation'] as const

/**
 * An envelope from its stored fields: out of an outbox, a queue, a log.
 *
 * @throws ConfigError that names the fields that are missing or of another type
 */
export function restoreEnvelope(fields: EnvelopeFields): Envelope {
  const given: Partial<EnvelopeFields> = Object(fields)
  const wrong: string[] = textFields.filter((field) => typeof given[field] !== 'string')
  if (!isPayloadType(given.type)) wrong.push('type')
  if (!Number.isFinite(given.capturedAt)) wrong.push('capturedAt')
  const [first] = wrong
  if (first !== undefined) {
    throw new ConfigError(
      first,
      `restoreEnvelope needs what an envelope was stored with; missing or of another type: ${wrong.join(', ')}`,
    )
  }
  return new SerializedEnvelope(fields)
}

/** An envelope with a new id. */
export function createEnvelope({ type, json, conversation, capturedAt }: NewEnvelopeFields): Envelope {
  return new SerializedEnvelope({ id: nextId(), type, json, conversation, capturedAt })
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Made with the first id, not at import: the random source takes a millisecond to start. */
let processPrefix: string | undefined
let block = 0
let blockPrefix = ''
/** Within the block. */
let next = 0

/**
 * A UUID whose first part is this process's and whose last counts, in blocks of 65,536: a tenth of the time that a
 * random one takes.
 */
function nextId(): string {
  if (next === 0) startBlock()
  const id = blockPrefix + hex[next >> 8] + hex[next & 0xff]
  next = (next + 1) & 0xffff
  return id
}

function startBlock(): void {
  block = processPrefix === undefined ? randomInt(2 ** 32) : (block + 1) % 2 ** 32
  processPrefix ??= randomUUID().slice(0, 24)
  blockPrefix = processPrefix + block.toString(16).padStart(8, '0')
}

/**
 * The header that says when the payload was captured, in ms since the epoch: what `dashbot_timestamp` would say in the
 * body, which has none while it is fresh. Dashbot does not know it; the tracker of this library does.
 */
export const TIMESTAMP_HEADER = 'dashbot-timestamp'

/** How late a payload may be, in ms, before it must carry its own time. */
export const REALTIME_WINDOW_MS = 5_000

/**
 * The request body for an envelope sent now: exactly as captured while it is fresh, with `dashbot_timestamp`
 * (ms since the epoch, the moment of capture) once it is more than 5 s old and has no timestamp of its own.
 */
export function requestBody(envelope: Envelope, now: number): string {
  const { json, capturedAt } = envelope
  if (now - capturedAt <= REALTIME_WINDOW_MS) return json
  if ('dashbot_timestamp' in envelope.payload) return json
  return `${json.slice(0, -1)},"dashbot_timestamp":${capturedAt}}`
}
