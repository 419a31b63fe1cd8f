import type { DropReason } from '../delivery/accounting'
import { Inspection } from '../outbox/inspection'
import type { DeadLetterRow } from '../outbox/schema'
import { type Command, UsageError } from './command'
import {
  type DeadLettersRequest,
  parseDeadLetters,
  printFindings,
  SHOWN_BY_DEFAULT,
  time,
} from './dead-letters'

type Action = (inspection: Inspection, request: Request) => string
type Request = Omit<DeadLettersRequest<Action>, 'action'>

const actions: Readonly<Record<string, Action>> = {
  stats: showStats,
  dead: showDead,
  retry,
}

const reasons: readonly DropReason[] = ['rejected', 'expired', 'outbox_corrupt']

/** Shows what waits in an outbox's file, and its dead letters; requeues these. */
export const outbox: Command = {
  summary: "shows an outbox's messages and dead letters, and sends dead letters again",
  usage: `Usage: botbuilder-dashbot outbox FILE [stats | dead | retry] [options]

  stats             how many messages wait and how many are dead letters, by reason (default)
  dead              the dead letters, the newest first
  retry             puts dead letters among the waiting messages: a bot that runs on the file sends them
                    within seconds, else the next one to start

Options:
  --reason REASON   with dead and retry: only dead letters with this reason: ${reasons.join(', ')}
  --id ID           with dead and retry: only the dead letter with this id
  --limit N         with dead: how many are shown, ${SHOWN_BY_DEFAULT} by default
  --json            as JSON, dead letters one a line with their payload

A message that expired expires again, unless the bot's maxAgeMs allows for its age by then.`,

  async run(args) {
    const { action, ...request } = parseDeadLetters(args, actions, reasons)
    if (request.name !== undefined) throw new UsageError('--name is for an inbox in Redis')
    const inspection = new Inspection(request.place)
    try {
      await printFindings(request.place, 'ERR_DASHBOT_OUTBOX', () => action(inspection, request))
    } finally {
      inspection.close()
    }
    return 0
  },
}

function showStats(inspection: Inspection, { json }: Request): string {
  const waiting = inspection.waiting()
  const dead = inspection.deaths()
  if (json) return JSON.stringify({ waiting, dead })
  const since = waiting.oldest === undefined ? '' : `, the oldest of ${time(waiting.oldest)}`
  return [
    `waiting       ${waiting.messages} messages, ${kibibytes(waiting.bytes)}${since}`,
    `dead letters  ${sum(dead.map(({ letters }) => letters))} messages, ${kibibytes(sum(dead.map(({ bytes }) => bytes)))}`,
    ...dead.map(({ reason, status, letters }) => `  ${cause({ reason, status }).padEnd(20)} ${letters}`),
  ].join('\n')
}

function showDead(inspection: Inspection, { reason, id, limit, json }: Request): string {
  const letters = inspection.deadLetters({ reason, id }, limit)
  if (json) return letters.map((letter) => JSON.stringify(toJson(letter))).join('\n')
  if (letters.length === 0) return 'no dead letters'
  const lines = letters.map((letter) =>
    [
      time(letter.died_at),
      cause(letter).padEnd(16),
      letter.type.padEnd(8),
      letter.id,
      letter.conversation,
    ].join('  '),
  )
  return lines.join('\n')
}

function retry(inspection: Inspection, { reason, id, json }: Request): string {
  const requeued = inspection.requeue({ reason, id })
  return json ? JSON.stringify({ requeued }) : `${requeued} messages requeued`
}

function toJson(letter: DeadLetterRow): unknown {
  const { id, type, conversation, captured_at, died_at, reason, status, json } = letter
  return {
    id,
    type,
    conversation,
    capturedAt: time(captured_at),
    diedAt: time(died_at),
    reason,
    ...(status === null ? {} : { status }),
    payload: parseJson(json),
  }
}

/** A letter that died of a damaged record is shown as the text that is left of it. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

const cause = ({ reason, status }: Pick<DeadLetterRow, 'reason' | 'status'>): string =>
  status === null ? reason : `${reason} ${status}`

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
