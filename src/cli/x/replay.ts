import { parseArguments } from '../arguments'
import { UsageError } from '../command'
import { announce } from './announce'
import { openWebhooks } from './open-x'

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** X's bounds, in ms before now. */
const LATEST_START_MS = 31 * 60_000
const LATEST_END_MS = 10 * 60_000
const EARLIEST_MS = 24 * 3_600_000

/** Makes X deliver again what it tried to deliver to each webhook within a span. */
export async function replay(args: readonly string[]): Promise<string> {
  const { values } = parseArguments(args, {
    options: { since: { type: 'string' }, until: { type: 'string' } },
  })
  if (values.since === undefined) throw new UsageError('Missing option: --since, for example --since 2h')
  const since = spanOf('--since', values.since)
  const until = values.until === undefined ? LATEST_END_MS : spanOf('--until', values.until)
  if (since < LATEST_START_MS || since > EARLIEST_MS) {
    throw new UsageError('--since must be from 31m to 24h: X delivers nothing else again')
  }
  if (until < LATEST_END_MS || until >= since) {
    throw new UsageError('--until must be at least 10m, and less than --since')
  }
  const webhooks = openWebhooks(process.env)
  const list = await webhooks.list()
  if (list.length === 0) return 'No webhook is registered. Next: botbuilder-dashbot x connect URL'
  const now = Date.now()
  const span = { from: new Date(now - since), to: new Date(now - until) }
  const lines: string[] = []
  for (const { id, url } of list) {
    announce(`Asking X to deliver to ${url} again`)
    lines.push(`replay    ${await webhooks.replay(id, span)} to ${url}`)
  }
  return [
    ...lines,
    `X delivers again what it tried to deliver from ${minute(span.from)} to ${minute(span.to)} UTC. The adapter passes over what it knows.`,
  ].join('\n')
}

function spanOf(name: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const unitMs = UNITS_MS[unit]
  if (count === undefined || unitMs === undefined) {
    throw new UsageError(`${name} must be a number of minutes, hours or days, for example 90m, 2h, 1d`)
  }
  return Number(count) * unitMs
}

function minute(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ')
}
