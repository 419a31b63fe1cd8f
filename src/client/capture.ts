import type { DropReason } from '../delivery/accounting'
import { DashbotError, issueText, ValidationError, type ValidationIssue } from '../errors'
import { createEnvelope, type Envelope } from '../wire/envelope'
import { isFineAtAGlance } from '../wire/glance'
import type { DashbotPayload, PayloadType } from '../wire/types'
import { payloadIssues, payloadSubject } from '../wire/validate'
import { withoutBadParts } from './bad-parts'
import type { AboutPayload, BeforeSend } from './before-send'
import { captureError, hookError, returnError } from './capture-error'
import { DimensionLabsFields } from './dimension-labs'
import { type Identity, laneNaming, secretOf } from './identity'
import { KnownNames, namesIn } from './known-names'
import { leftOutNote, type PlainJson, toPlainJson } from './plain-json'
import { synchronous } from './wrong-return'

export interface CaptureOptions {
  readonly beforeSend: readonly BeforeSend[]
  readonly maxMessageBytes: number
  readonly isForDimensionLabs?: boolean | undefined
  readonly onError: (error: DashbotError) => void
}

/** A payload as JSON text, with the fields that name its lane. */
export interface PlainPayload {
  readonly type: PayloadType
  readonly json: string
  readonly userId: string
  readonly conversationId: string | undefined
}

/** The most bytes that one UTF-16 unit takes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3

/** Hooks are given messages of at most so many times `maxMessageBytes`: they take the bot's time. */
const HOOKS_FACTOR = 4

/** How often parts at fault are cut out of a payload before it is refused: a cut may bring up another fault. */
const MAX_CUTS = 5

/** JSON that is small enough. */
interface Fitting {
  readonly json: string
}

interface Check {
  readonly cut: typeof withoutBadParts
  readonly origin?: string | undefined
}

const cutNothing: Check['cut'] = () => undefined

/** From a payload to an envelope that no later change to the payload reaches. */
export class Capture {
  readonly #options: CaptureOptions
  readonly #laneName: (key: string) => string
  readonly #names = new KnownNames()
  readonly #dimensionLabs: DimensionLabsFields | undefined

  constructor(options: CaptureOptions) {
    this.#options = options
    this.#laneName = laneNaming(options.beforeSend)
    this.#dimensionLabs = options.isForDimensionLabs
      ? new DimensionLabsFields(secretOf(options.beforeSend))
      : undefined
  }

  /** @throws ValidationError where Dashbot would refuse the payload */
  check(type: PayloadType, payload: DashbotPayload): PlainPayload {
    return this.#checked(type, payload, { cut: cutNothing })
  }

  /**
   * The same in the bot's path: a part at fault costs that part, and is reported to `onError`.
   *
   * @param origin What recorded the payload, for reports.
   * @throws ValidationError where the fault lies in what the payload cannot do without
   */
  checkParts(type: PayloadType, payload: DashbotPayload, origin?: string): PlainPayload {
    return this.#checked(type, payload, { cut: withoutBadParts, origin })
  }

  /** A payload of which nothing is demanded but that it has JSON. */
  unchecked(type: PayloadType, payload: object): PlainPayload | undefined {
    const { json, lost } = toPlainJson(payload)
    this.#reportLost(type, lost)
    return json === undefined ? undefined : { type, json, userId: '', conversationId: undefined }
  }

  /** @returns the envelope, or why there is none; what went wrong is reported to `onError` */
  take(plain: PlainPayload, identity: Identity = {}, capturedAt = Date.now()): Envelope | DropReason {
    const conversation = identity.conversation ?? plain.conversationId ?? plain.userId
    const json = this.#complete(plain, conversation, identity, capturedAt)
    const { beforeSend, maxMessageBytes } = this.#options
    // Hooks may make it smaller, so they decide before the bound does.
    const approved =
      beforeSend.length > 0
        ? this.#approve({ ...plain, json }, conversation, identity)
        : this.#fitting(json, maxMessageBytes)
    if (typeof approved === 'string') return approved
    return createEnvelope({
      type: plain.type,
      json: approved.json,
      conversation: this.#laneName(conversation),
      capturedAt,
    })
  }

  #checked(type: PayloadType, payload: DashbotPayload, check: Check): PlainPayload {
    const { json, lost } = toPlainJson(payload)
    if (lost.length === 0 && json !== undefined && isFineAtAGlance(type, payload)) {
      return plainPayload(type, json, payload)
    }
    this.#reportLost(type, lost)
    return this.#withoutFaults(type, json ?? 'null', check)
  }

  #withoutFaults(type: PayloadType, json: string, { cut, origin }: Check): PlainPayload {
    let payload: DashbotPayload | undefined = JSON.parse(json)
    const subject = payloadSubject(type, payload, origin)
    let issues = payloadIssues(type, payload)
    if (issues.length === 0) return plainPayload(type, json, payload as DashbotPayload)
    const first = issues
    for (let cuts = 0; cuts < MAX_CUTS && issues.length > 0 && payload !== undefined; cuts++) {
      payload = cut(payload, issues)
      issues = payloadIssues(type, payload)
    }
    if (payload === undefined || issues.length > 0) throw new ValidationError(subject, first)
    const what = type === 'event' ? `the ${subject}` : articled(type)
    this.#report(`A part of ${what} was left out: ${listed(first)}`)
    return plainPayload(type, JSON.stringify(payload), payload)
  }

  #complete(
    { type, json }: PlainPayload,
    conversation: string,
    { channelConversationId }: Identity,
    capturedAt: number,
  ): string {
    if (this.#dimensionLabs === undefined) return json
    const about = { conversation, channelConversationId, capturedAt }
    return JSON.stringify(this.#dimensionLabs.complete(type, JSON.parse(json), about))
  }

  /** Gives the hooks their own copy, and takes what they return for a payload like any other. */
  #approve(plain: PlainPayload, conversation: string, identity: Identity): Fitting | DropReason {
    const { type, userId } = plain
    const { maxMessageBytes } = this.#options
    const manageable = this.#fitting(plain.json, maxMessageBytes * HOOKS_FACTOR)
    if (typeof manageable === 'string') return manageable
    const payload: DashbotPayload = JSON.parse(manageable.json)
    const userIds = [...new Set([userId, ...(identity.userIds ?? [])])]
    const found = [...namesIn(payload, userIds), ...(identity.names ?? [])]
    const names = this.#names.learn(conversation, found)
    const approved = this.#runHooks(payload, { type, conversation, userIds, names })
    if (typeof approved === 'string') return approved
    try {
      return this.#fitting(this.check(type, approved).json, maxMessageBytes)
    } catch (error) {
      this.#options.onError(captureError('What a beforeSend hook returned cannot be sent', error))
      return 'rejected'
    }
  }

  #runHooks(payload: DashbotPayload, about: AboutPayload): DashbotPayload | DropReason {
    let current = payload
    for (const hook of this.#options.beforeSend) {
      const result = this.#runHook(hook, current, about)
      if (result === null) return 'before_send'
      if (typeof result !== 'object') {
        this.#options.onError(returnError(result))
        return 'rejected'
      }
      current = result
    }
    return current
  }

  #runHook(hook: BeforeSend, payload: DashbotPayload, about: AboutPayload): DashbotPayload | null {
    try {
      return synchronous('A beforeSend hook', hook(payload, about))
    } catch (error) {
      this.#options.onError(hookError(error))
      return null
    }
  }

  /** The JSON where it is small enough, without its platformJson if need be. */
  #fitting(json: string, maxBytes: number): Fitting | 'too_large' {
    if (fits(json, maxBytes)) return { json }
    const payload: Record<string, unknown> = JSON.parse(json)
    if (!('platformJson' in payload)) return 'too_large'
    const why = `the message had more than ${maxBytes} bytes`
    const shortened = JSON.stringify({ ...payload, platformJson: leftOutNote('platformJson', why) })
    return fits(shortened, maxBytes) ? { json: shortened } : 'too_large'
  }

  #reportLost(type: PayloadType, lost: PlainJson['lost']): void {
    if (lost.length === 0) return
    const parts = lost.map(({ field, why }) => `in ${field || 'it'}, ${why}`)
    this.#report(`A part of ${articled(type)} was left out: ${parts.join('; ')}`)
  }

  #report(message: string): void {
    this.#options.onError(new DashbotError('ERR_DASHBOT_CAPTURE', message))
  }
}

function fits(json: string, maxBytes: number): boolean {
  return json.length * MAX_BYTES_PER_UNIT <= maxBytes || Buffer.byteLength(json) <= maxBytes
}

function plainPayload(
  type: PayloadType,
  json: string,
  { userId, conversationId }: DashbotPayload,
): PlainPayload {
  return { type, json, userId, conversationId }
}

function articled(type: PayloadType): string {
  return type === 'outgoing'
    ? 'an outgoing message'
    : type === 'incoming'
      ? 'an incoming message'
      : 'an event'
}

function listed(issues: readonly ValidationIssue[]): string {
  return issues.map(issueText).join('; ')
}
