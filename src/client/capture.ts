import type { DropReason } from '../delivery/accounting'
import { DashbotError } from '../errors'
import { createEnvelope, type Envelope } from '../wire/envelope'
import type { DashbotPayload, PayloadType } from '../wire/types'
import { assertPayload } from '../wire/validate'
import type { AboutPayload, BeforeSend } from './before-send'
import { serialize, serializeWithoutPlatformJson } from './serialize'

export interface IntakeOptions {
  readonly beforeSend: readonly BeforeSend[]
  readonly maxMessageBytes: number
  readonly onError: (error: DashbotError) => void
}

/** The most bytes that one UTF-16 unit takes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3

/** From a valid payload to an envelope that no later change to the payload reaches. */
export class Capture {
  readonly #options: IntakeOptions

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** @returns the envelope, or why there is none; what went wrong is told to `onError` */
  take(type: PayloadType, payload: DashbotPayload, conversation: string | undefined): Envelope | DropReason {
    const about = aboutPayload(type, payload, conversation)
    const approved = this.#runHooks(payload, about)
    if (approved === null) return 'before_send'
    try {
      if (approved !== payload) assertPayload(type, approved)
      const json = this.#serializeWithin(approved)
      if (json === undefined) return 'too_large'
      const lane = isSameSpeaker(approved, payload) ? conversation : undefined
      return createEnvelope({
        type,
        json,
        conversation: lane ?? approved.conversationId ?? approved.userId,
        capturedAt: Date.now(),
      })
    } catch (error) {
      this.#options.onError(captureError('A payload could not be serialized', error))
      return 'rejected'
    }
  }

  #runHooks(payload: DashbotPayload, about: AboutPayload): DashbotPayload | null {
    let current: DashbotPayload | null = payload
    for (const hook of this.#options.beforeSend) {
      try {
        current = runHook(hook, current, about)
      } catch (error) {
        this.#options.onError(hookError(error))
        return null
      }
      if (current === null) return null
    }
    return current
  }

  #serializeWithin(payload: DashbotPayload): string | undefined {
    const json = serialize(payload)
    if (this.#fits(json)) return json
    const why = `the message had more than ${this.#options.maxMessageBytes} bytes`
    const shortened = serializeWithoutPlatformJson(payload, why)
    return shortened !== undefined && this.#fits(shortened) ? shortened : undefined
  }

  #fits(json: string): boolean {
    const { maxMessageBytes } = this.#options
    return json.length * MAX_BYTES_PER_UNIT <= maxMessageBytes || Buffer.byteLength(json) <= maxMessageBytes
  }
}

/** The error itself where it is one of the library's, else wrapped as what failed in the bot's path. */
export function captureError(what: string, error: unknown): DashbotError {
  if (error instanceof DashbotError) return error
  return new DashbotError('ERR_DASHBOT_CAPTURE', `${what}: ${causeText(error)}`, { cause: error })
}

/** In characters: a cause's message may quote anything. */
const MAX_CAUSE_LENGTH = 200

/** One line. Of a SyntaxError the name alone, since JSON.parse quotes its input. */
function causeText(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} was thrown`
  const { name, message } = error
  return name === 'SyntaxError' ? name : `${name}: ${message}`.replace(/\s+/g, ' ').slice(0, MAX_CAUSE_LENGTH)
}

/** Names no more than the class of what a hook threw: its message may hold what the hook had to remove. */
function hookError(cause: unknown): DashbotError {
  const thrown = cause instanceof Error ? cause.name : typeof cause
  const why =
    cause instanceof PromiseReturned ? 'returned a promise, and must be synchronous' : `threw (${thrown})`
  return new DashbotError('ERR_DASHBOT_CAPTURE', `A beforeSend hook ${why}; the payload was dropped`, {
    cause,
  })
}

class PromiseReturned extends TypeError {}

/** A hook that gives users other names gives their lane another name too: it is stored with the message. */
function isSameSpeaker(approved: DashbotPayload, payload: DashbotPayload): boolean {
  return approved.userId === payload.userId && approved.conversationId === payload.conversationId
}

function aboutPayload(
  type: PayloadType,
  { userId, conversationId }: DashbotPayload,
  conversation: string | undefined,
): AboutPayload {
  return { type, conversation: conversation ?? conversationId ?? userId, userIds: [userId], names: [] }
}

function runHook(hook: BeforeSend, payload: DashbotPayload, about: AboutPayload): DashbotPayload | null {
  const result: unknown = hook(payload, about)
  if (!(result instanceof Promise)) return result as DashbotPayload | null
  result.catch(() => {})
  throw new PromiseReturned('beforeSend returned a promise; it must be synchronous')
}
