import type { ServerResponse } from 'node:http'
import { toActivity } from '../activities/to-activity'
import type { TwitterActivity } from '../activities/twitter-activity'
import { ConversationQueues } from './conversation-queues'
import { crcAnswer, crcToken } from './crc'
import { type BodyFault, readWebhookBody, type WebhookRequest } from './read-body'
import { SeenEvents } from './seen-events'
import { isSigned } from './signature'
import { readEnvelope, type TwitterEvent } from './twitter-events'

export interface WebhookOptions {
  /** The first answers challenges; a body may be signed with any. */
  readonly consumerSecrets: readonly [string, ...string[]]
  /** The bot's account, for bodies that do not name it. */
  readonly userId: string | undefined
  readonly echoes: 'drop' | 'event'
  readonly maxBodyBytes: number
  readonly rememberedEvents: number
  /** Told what nobody else hears of: an error that the bot's `onTurnError` did not take, a body that got lost. */
  readonly onError: (error: unknown) => void
}

export type RunTurn = (activity: TwitterActivity) => Promise<void>

const faultAnswers: Readonly<Record<BodyFault, { readonly status: number; readonly error: string }>> = {
  'too large': { status: 413, error: 'The body is too large.' },
  aborted: { status: 400, error: 'The body is incomplete.' },
  consumed: {
    status: 500,
    error:
      'A body parser read the request before the adapter and did not keep the raw bytes, which the signature is checked with. Mount the webhook before the parser, or let the parser keep them: express.json({ verify: (req, res, raw) => { req.rawBody = raw } }).',
  },
}

/** X's webhook, without a bot framework: answers challenges, checks signatures, and runs a turn for each event. */
export class Webhook {
  readonly #options: WebhookOptions
  readonly #seen: SeenEvents
  readonly #lanes = new ConversationQueues()

  constructor(options: WebhookOptions) {
    this.#options = options
    this.#seen = new SeenEvents(options.rememberedEvents)
  }

  /** Answers at once; resolves when the turns of the request's events are over. Never rejects. */
  async process(request: WebhookRequest, response: ServerResponse, runTurn: RunTurn): Promise<void> {
    try {
      if (request.method === 'GET') this.#answerChallenge(request, response)
      else if (request.method === 'POST') await this.#receive(request, response, runTurn)
      else refuseMethod(response)
    } catch (error) {
      this.#report(error)
      if (!response.headersSent) answer(response, 500, { error: 'The webhook failed.' })
    }
  }

  /** Resolves once no turn is running or waiting. */
  whenIdle(): Promise<void> {
    return this.#lanes.whenIdle()
  }

  #answerChallenge(request: WebhookRequest, response: ServerResponse): void {
    const token = crcToken(request.url)
    if (token === undefined) {
      answer(response, 400, { error: 'One crc_token of letters, digits and "+/=_-" is expected.' })
      return
    }
    answer(response, 200, crcAnswer(this.#options.consumerSecrets[0], token))
  }

  async #receive(request: WebhookRequest, response: ServerResponse, runTurn: RunTurn): Promise<void> {
    const { consumerSecrets, maxBodyBytes, userId } = this.#options
    const body = await readWebhookBody(request, maxBodyBytes)
    if (body.fault !== undefined) {
      const { status, error } = faultAnswers[body.fault]
      if (body.fault === 'consumed') this.#report(new Error(error))
      answer(response, status, { error })
      return
    }
    if (!isSigned(consumerSecrets, body.bytes, request.headers['x-twitter-webhooks-signature'])) {
      answer(response, 401, { error: 'The body is not signed with the consumer secret.' })
      return
    }
    const events = readEnvelope(textOf(body.bytes), userId)
    if (events === undefined) {
      answer(response, 400, { error: 'The body is no JSON object.' })
      return
    }
    answer(response, 200)
    const [first] = events
    if (events.length === 1 && first !== undefined) await this.#handle(first, runTurn)
    else await Promise.all(events.map((event) => this.#handle(event, runTurn)))
  }

  async #handle(event: TwitterEvent, runTurn: RunTurn): Promise<void> {
    if (event.key !== undefined && !this.#seen.add(event.key)) return
    if (event.kind !== 'revoke' && event.byBot && this.#options.echoes === 'drop') return
    await this.#lanes.run(`${event.botId} ${event.userId}`, () => this.#runTurn(event, runTurn))
  }

  async #runTurn(event: TwitterEvent, runTurn: RunTurn): Promise<void> {
    try {
      await runTurn(toActivity(event))
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    try {
      this.#options.onError(error)
    } catch (another) {
      console.error('onError failed:', another, 'It was told of:', error)
    }
  }
}

function textOf(bytes: Uint8Array | string): string {
  if (typeof bytes === 'string') return bytes
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString()
}

function refuseMethod(response: ServerResponse): void {
  response.setHeader('allow', 'GET, POST')
  answer(response, 405, { error: 'Use GET or POST.' })
}

/** Without `writeHead`, and statement by statement: restify's returns nothing, nor do stand-ins of serverless wrappers. */
function answer(response: ServerResponse, status: number, body?: object): void {
  response.statusCode = status
  if (body !== undefined) response.setHeader('content-type', 'application/json')
  response.end(body && JSON.stringify(body))
}
