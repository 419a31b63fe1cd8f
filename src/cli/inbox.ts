import { loadRedisPeer } from '../redis/connection/peers'
import type { DeadTurnReason } from '../twitter/inbox/inbox'
import type { DeadEvent, InboxInspection } from '../twitter/inbox/inspection'
import { SqliteInspection } from '../twitter/inbox/sqlite/sqlite-inspection'
import { type Command, UsageError } from './command'
import {
  type DeadLettersRequest,
  parseDeadLetters,
  printFindings,
  SHOWN_BY_DEFAULT,
  time,
} from './dead-letters'
import { isRedisUrl } from './redis-url'

type Request = Omit<DeadLettersRequest<Action>, 'action'>

type Action = (inspection: InboxInspection, request: Request) => Promise<string>

const actions: Readonly<Record<string, Action>> = { stats: showStats, dead: showDead, retry }

/** Beside those of turns: a record in Redis that is not an event. */
const reasons: readonly (DeadTurnReason | 'rejected')[] = [
  'failed',
  'interrupted',
  'unknown_version',
  'damaged',
  'rejected',
]

/** Shows what waits in an inbox, and its dead letters; requeues these. */
export const inbox: Command = {
  summary: "shows an inbox's events and dead letters, and runs dead letters again",
  usage: `Usage: botbuilder-dashbot inbox FILE | redis://HOST [stats | dead | retry] [options]

  FILE              the file of a SqliteInbox
  redis://HOST      the Redis of RedisInboxes; its password comes from the environment: REDIS_URL in place of
                    the address, where '-' is given for it

  stats             how many events wait and how many are dead letters, by reason (default)
  dead              the dead letters, the newest first
  retry             puts dead letters behind the waiting events of their conversations: a bot that runs
                    on the inbox begins their turns within seconds, else the next one to start

Options:
  --reason REASON   with dead and retry: only dead letters with this reason: ${reasons.join(', ')}
  --id KEY          with dead and retry: only the dead letter with this key
  --name NAME       the name of the inbox in Redis, 'dashbot' by default
  --limit N         with dead: how many are shown, ${SHOWN_BY_DEFAULT} by default
  --json            as JSON, dead letters one a line with their event`,

  async run(args) {
    const { action, ...request } = parseDeadLetters(args, actions, reasons)
    const inspection = await open(request)
    try {
      await printFindings(request.place, 'ERR_DASHBOT_INBOX', () => action(inspection, request))
    } finally {
      await inspection.close()
    }
    return 0
  },
}

async function open({ place, name }: Request): Promise<InboxInspection> {
  const url = redisUrlOf(place)
  if (url === undefined) {
    if (name !== undefined) throw new UsageError('--name is for an inbox in Redis')
    return new SqliteInspection(place)
  }
  const { RedisInspection } = await import('../redis/inbox/redis-inspection.js')
  return new RedisInspection(loadRedisPeer(), url, name ?? 'dashbot')
}

/** Undefined for a file. */
function redisUrlOf(place: string): string | undefined {
  if (place !== '-' && !/^rediss?:/.test(place)) return undefined
  const url = place === '-' ? process.env.REDIS_URL : place
  if (!url) throw new UsageError("'-' stands for REDIS_URL, which the environment lacks")
  if (isRedisUrl(url)) return url
  throw new UsageError(`${place === '-' ? 'REDIS_URL' : 'The address'} must be a redis:// or rediss:// URL`)
}

async function showStats(inspection: InboxInspection, { json }: Request): Promise<string> {
  const waiting = await inspection.waiting()
  const dead = await inspection.deaths()
  if (json) return JSON.stringify({ waiting, dead })
  const since = waiting.oldest === undefined ? '' : `, the oldest of ${time(waiting.oldest)}`
  const sum = dead.reduce((total, { events }) => total + events, 0)
  return [
    `waiting       ${waiting.events} events${since}`,
    `dead letters  ${sum} events`,
    ...dead.map(({ reason, events }) => `  ${reason.padEnd(20)} ${events}`),
  ].join('\n')
}

async function showDead(inspection: InboxInspection, { reason, id, limit, json }: Request): Promise<string> {
  const letters = await inspection.dead({ reason, key: id }, limit)
  if (json) return letters.map((letter) => JSON.stringify(toJson(letter))).join('\n')
  if (letters.length === 0) return 'no dead letters'
  const lines = letters.map(({ diedAt, reason, attempts, key, conversation, error = '' }) =>
    [
      time(diedAt),
      reason.padEnd(15),
      attempts === undefined ? '' : `${attempts} turns`,
      key,
      conversation,
      error,
    ]
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}

async function retry(inspection: InboxInspection, { reason, id, json }: Request): Promise<string> {
  const requeued = await inspection.retry({ reason, key: id })
  return json ? JSON.stringify({ requeued }) : `${requeued} events requeued`
}

function toJson({ receivedAt, diedAt, ...letter }: DeadEvent): unknown {
  return { ...letter, receivedAt: time(receivedAt), diedAt: time(diedAt) }
}
