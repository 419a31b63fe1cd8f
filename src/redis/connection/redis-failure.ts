import { ConfigError, DashbotError, isError, TransportError } from '../../errors'
import { OutOfTimeError } from '../../internal/within-time'

/** What a cause means, and what to do about it. `isFinal`: no waiting helps. */
interface KnownCause {
  readonly pattern: RegExp
  readonly remedy: string
  readonly isFinal?: boolean
}

/** Redis refuses user name and password. */
const REFUSAL = /^WRONGPASS|^NOAUTH|invalid password|without any password configured/

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    pattern: REFUSAL,
    remedy: 'check the user name and the password',
    isFinal: true,
  },
  {
    pattern: /^NOPERM|no permissions? to|can't run this command/,
    remedy: 'grant it in the ACL',
    isFinal: true,
  },
  { pattern: /Protocol error, got/, remedy: 'what answers at this address is not Redis', isFinal: true },
  {
    pattern: /self[- ]signed certificate|unable to (verify|get) .*certificate/,
    remedy: 'its certificate is not trusted here: give its authority in tls.ca or in NODE_EXTRA_CA_CERTS',
    isFinal: true,
  },
  {
    pattern: /certificate's altnames/,
    remedy: 'connect by a name that the certificate has, or give that name in tls.servername',
    isFinal: true,
  },
  { pattern: /certificate has expired|certificate is not yet valid/, remedy: 'renew it, or check the clock' },
  {
    pattern: /alert certificate required|alert bad certificate|alert unknown ca|alert handshake failure/,
    remedy: 'Redis asks for a certificate that it trusts: give tls.cert and tls.key',
    isFinal: true,
  },
  {
    pattern: /wrong version number|packet length too long|EPROTO/,
    remedy: 'this port does not speak TLS: use redis:// or another port',
    isFinal: true,
  },
  {
    pattern: /ETIMEDOUT/,
    remedy:
      'nothing answers: check the address, and that the port speaks TLS where rediss:// or tls is given',
  },
  {
    pattern: /ECONNRESET|EPIPE/,
    remedy:
      'the other side hung up: Redis went away, or expects TLS (rediss://) or a certificate (tls.cert and tls.key)',
  },
  { pattern: /^READONLY/, remedy: 'this is a replica: connect to the master' },
  { pattern: /^OOM/, remedy: 'Redis is out of memory: raise maxmemory, or let relays drain it' },
  { pattern: /^LOADING/, remedy: 'Redis is still reading its files' },
  { pattern: /^MISCONF/, remedy: 'Redis cannot write its files: see its log' },
]

/** Messages of ioredis that say that a connection is gone, and not why. */
const CONNECTION_GONE =
  /^Connection is closed|^Stream isn't writeable|^None of startup nodes|^Failed to refresh slots|^Reached the max retries|^Cluster (isn't|is) |^Command aborted|is already connecting|^Connection is aborted|^Too many Cluster redirections/

/** true: it says that the connection is gone, and not why. */
export function isConnectionGone(error: unknown): boolean {
  return CONNECTION_GONE.test(describe(error))
}

/** true: Redis refuses user name and password. */
export function isRefusal(error: unknown): boolean {
  return REFUSAL.test(describe(error))
}

/**
 * What went wrong, without what was sent: ioredis puts a command's arguments into its errors, and with them the user's
 * text, so only messages are taken.
 *
 * @param connectionError What the client's connection last met.
 */
export function describeFailure(error: unknown, connectionError?: unknown): string {
  const text = describe(error)
  if (!CONNECTION_GONE.test(text)) return withRemedy(text)
  // Of a cluster, ioredis may pass on no more than that a node's connection is gone.
  const met = connectionError === undefined ? '' : describe(connectionError)
  if (met !== '' && !CONNECTION_GONE.test(met)) return withRemedy(met)
  return 'the connection is gone: Redis is not there, or its port expects TLS (rediss://)'
}

/** Redis did not take a message, or nobody knows whether it did; it may later. */
export function redisFailure(error: unknown, connectionError?: unknown): TransportError {
  if (error instanceof TransportError) return error
  const why = error instanceof DashbotError ? error.message : describeFailure(error, connectionError)
  return new TransportError(`Redis did not take the message: ${why}`, { retryable: true })
}

/** The cause as a `ConfigError`, where no waiting helps: a wrong password, a missing permission, not a Redis. */
export function finalFailure(error: unknown, connectionError?: unknown): ConfigError | undefined {
  if (error instanceof ConfigError) return error
  const text = describe(error)
  const cause = CONNECTION_GONE.test(text) && connectionError !== undefined ? describe(connectionError) : text
  if (!KNOWN_CAUSES.some(({ pattern, isFinal }) => isFinal === true && pattern.test(cause))) return undefined
  return new ConfigError('connection', `connection does not work: ${withRemedy(cause)}`)
}

function withRemedy(text: string): string {
  const remedy = KNOWN_CAUSES.find(({ pattern }) => pattern.test(text))?.remedy
  return remedy === undefined ? text : `${text} (${remedy})`
}

function describe(error: unknown): string {
  if (!isError(error)) return 'unknown error'
  const inner = Reflect.get(error, 'lastNodeError')
  if (isError(inner)) return describe(inner)
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0])
  if (error.message !== '') return error.message.trim()
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** A command had no answer within its time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof OutOfTimeError || (isError(error) && error.message === 'Command timed out')
}
