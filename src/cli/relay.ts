import { ConfigError } from '../errors'
import { createRelay, type Relay, type RelayOptions, type RelayStats } from '../redis'
import { HttpTransport, type HttpTransportOptions } from '../transports/http'
import { maxAgeMsAt } from '../wire/max-age'
import { normalizeServerRoot, SERVER_ROOTS } from '../wire/track-url'
import { parseArguments, refuseIdle, untilStopped, wholeNumberFlag, wordFlag } from './arguments'
import { type Command, UsageError } from './command'
import { SHOWN_BY_DEFAULT } from './dead-letters'
import { inspectFleet } from './fleet'
import { serveHealth } from './health'
import { redisOf } from './redis-url'

const SUMMARY_INTERVAL_MS = 60_000
const DEFAULT_GRACE_S = 10
const MAX_NUMBER = 999_999_999

const usage = `Usage: botbuilder-dashbot relay [options]

Takes messages that bots put into Redis with RedisTransport, and delivers them to Dashbot.

  --redis URL       where Redis is, by default REDIS_URL of the environment
  --cluster         it is a Redis Cluster; the URL may be several, with commas between them
  --name NAME       the fleet's name, by default dashbot
  --partitions N    the fleet's number of partitions, by default what the fleet has, or 64
  --grace SECONDS   how long SIGTERM and SIGINT leave it to finish what is in flight, by default ${DEFAULT_GRACE_S}
  --healthz PORT    answers GET /healthz with 200 while it works, and with 503 otherwise

Instead of delivering:
  --status          shows the partitions where something waits or is dead, and who owns them
  --dead            shows refused and expired messages, the newest first
  --retry           puts refused and expired messages behind those that wait
  --migrate N       moves the fleet to N partitions, in order; bots keep their messages meanwhile
  --reason REASON   with --dead and --retry: only with this reason, rejected or expired
  --id ID           with --dead and --retry: only this message
  --limit N         with --dead: how many are shown, by default ${SHOWN_BY_DEFAULT}
  --json            with these: as JSON, dead letters one a line with their payload

Environment:
  DASHBOT_API_KEY      Dashbot's key for the bot, required to deliver
  DASHBOT_SERVER_ROOT  the tracker's address, by default ${SERVER_ROOTS.dashbot}
  REDIS_URL            see --redis; keeps a password off the command line`

const options = {
  redis: { type: 'string' },
  cluster: { type: 'boolean' },
  name: { type: 'string' },
  partitions: { type: 'string' },
  grace: { type: 'string' },
  healthz: { type: 'string' },
  status: { type: 'boolean' },
  dead: { type: 'boolean' },
  retry: { type: 'boolean' },
  migrate: { type: 'string' },
  reason: { type: 'string' },
  id: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const

const common = ['redis', 'cluster', 'name'] as const

/** The options that each action takes. */
const taken = {
  deliver: [...common, 'partitions', 'grace', 'healthz'],
  status: [...common, 'status', 'json'],
  dead: [...common, 'dead', 'reason', 'id', 'limit', 'json'],
  retry: [...common, 'retry', 'reason', 'id', 'json'],
  migrate: [...common, 'migrate', 'json'],
} as const

/** What the command works with when it delivers. */
export interface RelaySettings {
  readonly http: HttpTransportOptions
  readonly relay: Omit<RelayOptions, 'transport'>
  /** How long closing may take, in ms. */
  readonly graceMs: number
  /** Where it answers for its health. */
  readonly healthPort: number | undefined
}

/**
 * Reads the command's arguments and environment.
 * @throws UsageError on arguments that make no sense
 * @throws ConfigError where the environment lacks the key
 */
export function readRelaySettings(args: readonly string[], env: NodeJS.ProcessEnv): RelaySettings {
  const { values } = parseArguments(args, { options })
  refuseIdle(values, taken.deliver, 'where messages are delivered')
  const apiKey = env.DASHBOT_API_KEY
  const connection = redisOf(values, env)
  if (!apiKey) throw new ConfigError('apiKey', 'relay needs DASHBOT_API_KEY in the environment')
  const serverRoot = normalizeServerRoot(
    env.DASHBOT_SERVER_ROOT || SERVER_ROOTS.dashbot,
    'DASHBOT_SERVER_ROOT',
  )
  return {
    http: { apiKey, serverRoot },
    relay: {
      connection,
      name: values.name,
      partitions: wholeNumberFlag('--partitions', values.partitions, 1, MAX_NUMBER),
      maxAgeMs: maxAgeMsAt(serverRoot),
    },
    graceMs: (wholeNumberFlag('--grace', values.grace, 1, MAX_NUMBER) ?? DEFAULT_GRACE_S) * 1_000,
    healthPort: wholeNumberFlag('--healthz', values.healthz, 1, 65_535),
  }
}

export const relay: Command = {
  summary: 'delivers what bots put into Redis; shows what waits there',
  usage,
  async run(args) {
    const { values } = parseArguments(args, { options })
    const { status, dead, retry, migrate } = values
    const chosen = [status, dead, retry, migrate !== undefined].filter(Boolean).length
    if (chosen > 1) throw new UsageError('--status, --dead, --retry and --migrate exclude each other')
    if (chosen === 0) return deliver(readRelaySettings(args, process.env))
    const action = status ? 'status' : dead ? 'dead' : retry ? 'retry' : 'migrate'
    refuseIdle(values, taken[action], `with --${action}`)
    return inspectFleet({
      connection: redisOf(values, process.env),
      name: values.name ?? 'dashbot',
      action,
      filter: { reason: wordFlag('--reason', values.reason, ['rejected', 'expired']), id: values.id },
      limit: wholeNumberFlag('--limit', values.limit, 1, MAX_NUMBER) ?? SHOWN_BY_DEFAULT,
      partitions: wholeNumberFlag('--migrate', migrate, 1, 4_096) ?? 0,
      json: values.json ?? false,
    })
  },
}

async function deliver({ http, relay: settings, graceMs, healthPort }: RelaySettings): Promise<number> {
  const started = createRelay({ ...settings, transport: new HttpTransport(http) })
  const stopped = untilStopped()
  const health = healthPort === undefined ? undefined : serveHealth(healthPort, () => started.isWorking)
  try {
    await Promise.race([started.ready, stopped])
    console.log(`Delivering to ${http.serverRoot}. SIGTERM or Ctrl+C ends it, after what is in flight.`)
    await summarizeUntil(stopped, started)
  } finally {
    await started.close({ timeoutMs: graceMs })
    health?.close()
  }
  console.log(counts(started.stats()))
  return 0
}

async function summarizeUntil(stopped: Promise<unknown>, started: Relay): Promise<void> {
  const timer = setInterval(() => console.log(summary(started.stats())), SUMMARY_INTERVAL_MS)
  await stopped
  clearInterval(timer)
}

function summary(stats: RelayStats): string {
  const { concurrency, fleet } = stats
  const waiting = Object.values(fleet.waiting).reduce((sum, count) => sum + count, 0)
  return (
    `${counts(stats)}, waiting ${waiting}, oldest ${Math.round(fleet.oldestAgeMs / 1_000)} s, ` +
    `partitions ${fleet.owned} of ${fleet.partitions}, in flight up to ${concurrency}`
  )
}

function counts({ delivered, retries, dropped }: RelayStats): string {
  const drops = Object.entries(dropped).filter(([, count]) => count > 0)
  const lost = drops.length === 0 ? 'none' : drops.map(([reason, count]) => `${count} ${reason}`).join(', ')
  return `delivered ${delivered}, retries ${retries}, dropped ${lost}`
}
