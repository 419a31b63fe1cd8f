import { createRelay, type Relay, type RelayOptions, type RelayStats } from '../bullmq'
import { ConfigError } from '../errors'
import { HttpTransport, type HttpTransportOptions } from '../transports/http'
import { maxAgeMsAt } from '../wire/max-age'
import { normalizeServerRoot, SERVER_ROOTS } from '../wire/track-url'
import { parseArguments, untilStopped, wholeNumberFlag } from './arguments'
import { type Command, UsageError } from './command'

const SUMMARY_INTERVAL_MS = 60_000
const DEFAULT_GRACE_S = 10
const MAX_NUMBER = 999_999_999

const usage = `Usage: botbuilder-dashbot relay --redis URL [--queue NAME] [--shards N] [--grace SECONDS]

Takes messages that bots put into Redis with BullMqTransport, and delivers them to Dashbot.

  --redis URL      where Redis is, by default REDIS_URL of the environment
  --queue NAME     the fleet's queueName, by default dashbot
  --shards N       the fleet's number of shards, by default 8
  --grace SECONDS  how long SIGTERM and SIGINT leave it to finish what is in flight, by default ${DEFAULT_GRACE_S}

Environment:
  DASHBOT_API_KEY      Dashbot's key for the bot, required
  DASHBOT_SERVER_ROOT  the tracker's address, by default ${SERVER_ROOTS.dashbot}
  REDIS_URL            see --redis; keeps a password off the command line`

const options = {
  redis: { type: 'string' },
  queue: { type: 'string' },
  shards: { type: 'string' },
  grace: { type: 'string' },
} as const

/** What the command works with. */
export interface RelaySettings {
  readonly http: HttpTransportOptions
  readonly relay: Omit<RelayOptions, 'transport'>
  /** How long closing may take, in ms. */
  readonly graceMs: number
}

/**
 * Reads the command's arguments and environment.
 * @throws {UsageError} on arguments that make no sense
 * @throws {ConfigError} where the environment lacks the key
 */
export function readRelaySettings(args: readonly string[], env: NodeJS.ProcessEnv): RelaySettings {
  const { redis = env.REDIS_URL, queue, shards, grace } = parseArguments(args, { options }).values
  if (!redis) throw new UsageError('relay needs --redis URL, or REDIS_URL in the environment')
  const apiKey = env.DASHBOT_API_KEY
  if (!apiKey) throw new ConfigError('apiKey', 'relay needs DASHBOT_API_KEY in the environment')
  const serverRoot = normalizeServerRoot(env.DASHBOT_SERVER_ROOT || SERVER_ROOTS.dashbot)
  return {
    http: { apiKey, serverRoot },
    relay: {
      connection: redis,
      queueName: queue,
      shards: wholeNumberFlag('--shards', shards, 1, MAX_NUMBER),
      maxAgeMs: maxAgeMsAt(serverRoot),
    },
    graceMs: (wholeNumberFlag('--grace', grace, 1, MAX_NUMBER) ?? DEFAULT_GRACE_S) * 1_000,
  }
}

export const relay: Command = {
  summary: 'delivers what bots put into Redis',
  usage,
  async run(args) {
    const { http, relay: settings, graceMs } = readRelaySettings(args, process.env)
    const started = createRelay({ ...settings, transport: new HttpTransport(http) })
    const stopped = untilStopped()
    try {
      await Promise.race([started.ready, stopped])
      console.log(`Delivering to ${http.serverRoot}. SIGTERM or Ctrl+C ends it, after what is in flight.`)
      await summarizeUntil(stopped, started)
    } finally {
      await started.close({ timeoutMs: graceMs })
    }
    console.log(summary(started.stats()))
    return 0
  },
}

async function summarizeUntil(stopped: Promise<unknown>, started: Relay): Promise<void> {
  const timer = setInterval(() => console.log(summary(started.stats())), SUMMARY_INTERVAL_MS)
  await stopped
  clearInterval(timer)
}

function summary({ delivered, retries, dropped }: RelayStats): string {
  const drops = Object.entries(dropped).filter(([, count]) => count > 0)
  const lost = drops.length === 0 ? 'none' : drops.map(([reason, count]) => `${count} ${reason}`).join(', ')
  return `delivered ${delivered}, retries ${retries}, dropped ${lost}`
}
