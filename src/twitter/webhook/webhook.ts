import { randomUUID } from 'node:crypto'
import type { EncryptedConversations } from '../chat/encrypted-conversations'
import type { InboxEvent } from '../inbox/inbox'
import type { RunTurn } from '../turns/callers'
import { TurnError } from '../turns/turn-error'
import { type AcceptedEvents, EVENT_VERSION, type TurnRunner } from '../turns/turn-runner'
import { crcAnswer, crcToken } from './crc'
import { type Answer, type Exchange, jsonAnswer, ok, type Reception } from './exchange'
import type { BodyFault, ReadBody } from './read-body'
import { ReportedOnce } from './reported-once'
import { type SignatureCheck, signatureCheck, signatureHeaders } from './signature'
import { type EnvelopeContext, readEnvelope, type TwitterEvent } from './twitter-events'

export interface WebhookOptions {
  /** The first answers challenges; a body may be signed with any. */
  readonly consumerSecrets: readonly [string, ...string[]]
  /** The bot's accounts: events of others are refused. Empty: the events of every account are handled. */
  readonly accounts: readonly string[]
  readonly echoes: 'drop' | 'event'
  readonly maxBodyBytes: number
  readonly turns: TurnRunner
  readonly chat: EncryptedConversations
  readonly onError: (error: unknown) => void
}

/** After how many seconds X may try again. X keeps to its own intervals; proxies and others may read it. */
const RETRY_AFTER_S = '5'

const faultAnswers: Readonly<Record<BodyFault, { readonly status: number; readonly error: string }>> = {
  'too large': { status: 413, error: 'The body is too large.' },
  aborted: { status: 400, error: 'The body is incomplete.' },
  consumed: {
    status: 500,
    error:
      'A body parser read the request before the adapter and did not keep the raw bytes, which the signature is checked with. Mount the webhook before the parser, or let the parser keep them: express.json({ verify: (req, res, raw) => { req.rawBody = raw } }).',
  },
}

const unflaggedBase64 =
  'The body is base64, which X does not sign: call handle with isBase64: true, or with the decoded body.'

/** X's webhook, without server and bot framework: answers challenges, checks signatures, and keeps events. */
export class Webhook {
  readonly #options: WebhookOptions
  readonly #isSigned: SignatureCheck
  readonly #context: EnvelopeContext
  readonly #reported: ReportedOnce

  constructor(options: WebhookOptions) {
    this.#options = options
    this.#isSigned = signatureCheck(options.consumerSecrets)
    this.#reported = new ReportedOnce(options.onError)
    this.#context = {
      accounts: options.accounts,
      onUnread: (what) => this.#reported.report(TurnError.unread(what)),
    }
  }

  /** Resolves to X's answer once the events are kept. Never rejects. */
  async receive(exchange: Exchange, runTurn: RunTurn): Promise<Reception> {
    try {
      if (exchange.method === 'GET') return { answer: this.#answerChallenge(exchange.url) }
      if (exchange.method === 'POST') {
        const body = exchange.readBody(this.#options.maxBodyBytes)
        const reception = this.#receiveBody(exchange, body instanceof Promise ? await body : body, runTurn)
        return reception instanceof Promise ? await reception : reception
      }
      return { answer: jsonAnswer(405, { error: 'Use GET or POST.' }, { allow: 'GET, POST' }) }
    } catch (error) {
      this.#options.onError(error)
      return { answer: jsonAnswer(500, { error: 'The webhook failed.' }) }
    }
  }

  #answerChallenge(url: string | undefined): Answer {
    const token = crcToken(url)
    if (token === undefined) {
      return jsonAnswer(400, { error: 'One crc_token of letters, digits and "+/=_-" is expected.' })
    }
    return jsonAnswer(200, crcAnswer(this.#options.consumerSecrets[0], token))
  }

  #receiveBody(exchange: Exchange, body: ReadBody, runTurn: RunTurn): Reception | Promise<Reception> {
    if (body.fault !== undefined) return { answer: this.#faultAnswer(body.fault) }
    if (!this.#isAuthentic(exchange, body.bytes)) {
      return { answer: this.#unsignedAnswer(exchange, body.bytes) }
    }
    const events = readEnvelope(textOf(body.bytes), this.#context)
    if (events === undefined) return { answer: jsonAnswer(400, { error: 'The body is not a JSON object.' }) }
    const wanted = events.filter((event) => this.#isWanted(event))
    return wanted.length === 0 ? { answer: ok } : this.#keep(wanted, runTurn)
  }

  #unsignedAnswer(exchange: Exchange, bytes: Uint8Array | string): Answer {
    const mayBeBase64 = typeof bytes === 'string' && !bytes.startsWith('{')
    if (!mayBeBase64 || !this.#isAuthentic(exchange, Buffer.from(bytes, 'base64'))) {
      return jsonAnswer(401, { error: 'The body is not signed with the consumer secret.' })
    }
    this.#options.onError(new Error(unflaggedBase64))
    return jsonAnswer(401, { error: unflaggedBase64 })
  }

  #isAuthentic(exchange: Exchange, bytes: Uint8Array | string): boolean {
    return signatureHeaders.some((name) => this.#isSigned(bytes, exchange.header(name)))
  }

  #keep(events: readonly TwitterEvent[], runTurn: RunTurn): Reception | Promise<Reception> {
    const notKept = (error: unknown): Reception => {
      this.#options.onError(error)
      return { answer: busy() }
    }
    try {
      const accepted = this.#options.turns.accept(events.map(toInboxEvent), runTurn)
      return accepted instanceof Promise ? accepted.then(toReception, notKept) : toReception(accepted)
    } catch (error) {
      return notKept(error)
    }
  }

  #isWanted(event: TwitterEvent): boolean {
    const { accounts, turns } = this.#options
    if (accounts.length > 0 && !accounts.includes(event.botId)) {
      turns.countOtherAccount()
      this.#reported.report(TurnError.otherAccount(event.botId))
      return false
    }
    if (event.kind === 'revoke') return true
    if (event.kind === 'chat' && !this.#options.chat.reads(event.botId)) {
      this.#options.chat.refuse(event.botId, event.event)
      return false
    }
    if (!event.byBot) return true
    const isMessage = event.kind === 'message' || event.kind === 'chat'
    return isMessage && this.#options.echoes === 'event'
  }

  #faultAnswer(fault: BodyFault): Answer {
    const { status, error } = faultAnswers[fault]
    if (fault === 'consumed') this.#options.onError(new Error(error))
    return jsonAnswer(status, { error })
  }
}

function toReception({ isAccepted, over }: AcceptedEvents): Reception {
  return isAccepted ? { answer: ok, over } : { answer: busy() }
}

function busy(): Answer {
  return jsonAnswer(503, { error: 'The bot takes no more events for now.' }, { 'retry-after': RETRY_AFTER_S })
}

function toInboxEvent(event: TwitterEvent): InboxEvent {
  return {
    key: event.key ?? randomUUID(),
    lane: `${event.botId} ${event.userId}`,
    receivedAt: Date.now(),
    version: EVENT_VERSION,
    event: event as object as InboxEvent['event'],
  }
}

function textOf(bytes: Uint8Array | string): string {
  if (typeof bytes === 'string') return bytes
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString()
}
