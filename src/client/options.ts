import * as v from 'valibot'
import type { OnDrop } from '../delivery/drop-reports'
import { MemoryOutbox } from '../delivery/memory-outbox'
import { ObservedTransport } from '../delivery/observed'
import type { DeliveryObserver } from '../delivery/observer'
import type { Outbox } from '../delivery/outbox'
import { warnOfDrop, warnOfErrors } from '../delivery/warnings'
import { ConfigError, type DashbotError } from '../errors'
import {
  apiKeyString,
  filledString,
  functionOption,
  objectSuchAs,
  objectWith,
  parseOptions,
  refuseTogether,
  wholeNumber,
} from '../internal/options'
import { HttpTransport } from '../transports/http'
import { LoggedTransport } from '../transports/logged'
import type { Transport } from '../transports/transport'
import { MAX_AGE_MS, maxAgeMsAt } from '../wire/max-age'
import { normalizeServerRoot, SERVER_ROOTS, type Service } from '../wire/track-url'
import type { BeforeSend } from './before-send'

export interface DashbotClientOptions {
  /** Dashbot's key for the bot. Required, unless a `transport` is given, which has its own. */
  readonly apiKey?: string | undefined
  /** @default the address of `service` */
  readonly serverRoot?: string | undefined
  /**
   * Which of the two names of the service to post to. With `'dimensionlabs'`, messages have what its data format
   * requires beyond Dashbot's document: `incoming`, `conversationId`, `sessionId`, `dimensionlabs_timestamp`; events
   * have the `conversationId` of messages.
   * @default 'dashbot'
   */
  readonly service?: Service | undefined
  /** @default new HttpTransport({ apiKey, serverRoot }) */
  readonly transport?: Transport | undefined
  /** Where captured messages wait: one for each client. @default in memory */
  readonly outbox?: Outbox | undefined
  /** Sees each payload before it is queued; several run in order. */
  readonly beforeSend?: BeforeSend | readonly BeforeSend[] | undefined
  /** How many messages may wait in memory; not with an `outbox`. @default 10_000 */
  readonly maxQueueMessages?: number | undefined
  /** How many bytes may wait in memory; not with an `outbox`. @default 16 MiB */
  readonly maxQueueBytes?: number | undefined
  /**
   * How many bytes one message may have after the hooks; a larger one first loses its platformJson. Hooks are given up
   * to 4 times as many.
   * @default 256 KiB
   */
  readonly maxMessageBytes?: number | undefined
  /**
   * How many requests may be in flight at most. How many are adapts to the receiver's latency and failures, and begins
   * at 8. @default 64
   */
  readonly maxConcurrency?: number | undefined
  /** How old a message may be when it is sent, in ms. @default 24 hours; 1 hour on tracker.dashbot.io */
  readonly maxAgeMs?: number | undefined
  /** Called with what is not delivered: the first drop at once, then a summary a minute. @default a process warning */
  readonly onDrop?: OnDrop | undefined
  /** Called with what went wrong outside of a call that could throw it. @default a process warning per distinct message */
  readonly onError?: ((error: DashbotError) => void) | undefined
  /** Watches deliveries for metrics and traces; see `botbuilder-dashbot/opentelemetry`. */
  readonly observer?: DeliveryObserver | undefined
  /** false: the client takes no messages and needs no key. @default true */
  readonly enabled?: boolean | undefined
  /** true: one line on stderr for each attempt to deliver, without keys or texts. @default false */
  readonly debug?: boolean | undefined
}

const DEFAULTS = {
  maxQueueMessages: 10_000,
  maxQueueBytes: 16 * 1024 * 1024,
  maxMessageBytes: 256 * 1024,
  maxConcurrency: 64,
} as const

const services = Object.keys(SERVER_ROOTS) as readonly Service[]

const hook: v.GenericSchema<BeforeSend | readonly BeforeSend[]> = v.custom<BeforeSend>(
  (input) => typeof input === 'function',
  'a function or a list of functions',
)
const hooks: v.GenericSchema<BeforeSend | readonly BeforeSend[]> = v.array(functionOption<BeforeSend>())

const schema = v.strictObject({
  apiKey: v.optional(apiKeyString),
  serverRoot: v.optional(filledString),
  service: v.optional(v.picklist(services, `one of ${services.join(', ')}`)),
  transport: v.optional(objectSuchAs<Transport>('new HttpTransport({ apiKey })', 'send')),
  outbox: v.optional(
    objectSuchAs<Outbox>("new SqliteOutbox({ path: 'outbox.db' })", 'open', 'add', 'next', 'settle', 'close'),
  ),
  beforeSend: v.optional(v.lazy((input) => (Array.isArray(input) ? hooks : hook))),
  maxQueueMessages: v.optional(wholeNumber(1)),
  maxQueueBytes: v.optional(wholeNumber(1)),
  maxMessageBytes: v.optional(wholeNumber(1), DEFAULTS.maxMessageBytes),
  maxConcurrency: v.optional(wholeNumber(1), DEFAULTS.maxConcurrency),
  maxAgeMs: v.optional(wholeNumber(1)),
  onDrop: v.optional(functionOption<OnDrop>()),
  onError: v.optional(functionOption<(error: DashbotError) => void>()),
  observer: v.optional(objectWith<DeliveryObserver>('watch', 'accepted', 'attempt')),
  enabled: v.optional(v.boolean('true or false'), true),
  debug: v.optional(v.boolean('true or false'), false),
})

/** The options' names. */
export const CLIENT_OPTIONS: readonly string[] = Object.keys(schema.entries)

type ParsedOptions = v.InferOutput<typeof schema>

/** Options with every default filled in. */
export interface ResolvedClientOptions {
  readonly transport: Transport
  /** Which `transport` wraps, or is. */
  readonly givenTransport: Transport
  readonly outbox: Outbox
  readonly beforeSend: readonly BeforeSend[]
  readonly isForDimensionLabs: boolean
  readonly maxMessageBytes: number
  readonly maxConcurrency: number
  readonly maxAgeMs: number
  readonly onDrop: OnDrop
  readonly onError: (error: DashbotError) => void
  readonly observer: DeliveryObserver | undefined
  readonly debug: boolean
}

/**
 * @returns undefined where the client is not enabled
 * @throws ConfigError that names the option at fault
 */
export function resolveClientOptions(options: DashbotClientOptions): ResolvedClientOptions | undefined {
  const parsed = parseOptions('DashbotClient', schema, options, 'new DashbotClient({ apiKey })')
  return parsed.enabled ? complete(parsed) : undefined
}

/**
 * The same for what is always enabled.
 * @throws ConfigError that names the option at fault
 */
export function resolveEnabledOptions(options: Omit<DashbotClientOptions, 'enabled'>): ResolvedClientOptions {
  return complete(parseOptions('DashbotClient', schema, options, 'new DashbotClient({ apiKey })'))
}

function complete(parsed: ParsedOptions): ResolvedClientOptions {
  refuseTogether('DashbotClient', parsed, ['transport', 'apiKey'], 'a transport has its own key')
  for (const option of ['maxQueueMessages', 'maxQueueBytes'] as const) {
    refuseTogether('DashbotClient', parsed, ['outbox', option], 'an outbox has its own bounds')
  }
  const { maxMessageBytes, maxConcurrency, beforeSend = [], debug } = parsed
  const serverRoot = normalizeServerRoot(parsed.serverRoot ?? SERVER_ROOTS[parsed.service ?? 'dashbot'])
  const givenTransport = parsed.transport ?? defaultTransport(parsed, serverRoot)
  return {
    transport: watched(parsed, givenTransport),
    givenTransport,
    outbox: parsed.outbox ?? defaultOutbox(parsed),
    beforeSend: typeof beforeSend === 'function' ? [beforeSend] : beforeSend,
    isForDimensionLabs: parsed.service === 'dimensionlabs',
    maxMessageBytes,
    maxConcurrency,
    maxAgeMs: parsed.maxAgeMs ?? defaultMaxAge(parsed, serverRoot),
    onDrop: parsed.onDrop ?? warnOfDrop,
    onError: parsed.onError ?? warnOfErrors(),
    observer: parsed.observer,
    debug,
  }
}

function watched({ debug, observer }: ParsedOptions, transport: Transport): Transport {
  const logged = debug ? new LoggedTransport(transport, console.error) : transport
  return observer === undefined ? logged : new ObservedTransport(logged, observer)
}

function defaultTransport({ apiKey, maxConcurrency }: ParsedOptions, serverRoot: string): Transport {
  if (apiKey !== undefined) return new HttpTransport({ apiKey, serverRoot, maxSockets: maxConcurrency })
  throw new ConfigError(
    'apiKey',
    'DashbotClient needs an apiKey: pass it, or set DASHBOT_API_KEY and call DashbotClient.fromEnv()',
  )
}

function defaultOutbox({ maxQueueMessages, maxQueueBytes }: ParsedOptions): Outbox {
  return new MemoryOutbox({
    maxMessages: maxQueueMessages ?? DEFAULTS.maxQueueMessages,
    maxBytes: maxQueueBytes ?? DEFAULTS.maxQueueBytes,
  })
}

/** Nothing is known of the receiver behind a user's own transport. */
function defaultMaxAge({ transport, serverRoot: given, service }: ParsedOptions, serverRoot: string): number {
  const goesElsewhere = transport !== undefined && given === undefined && service === undefined
  return goesElsewhere ? MAX_AGE_MS : maxAgeMsAt(serverRoot)
}
