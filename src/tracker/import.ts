import { setImmediate } from 'node:timers/promises'
import { DashbotError } from '../errors'
import { asText } from '../internal/json'
import { payloadIssues } from '../wire/validate'
import type { LiveListener } from './live'
import type { Tracked } from './report/tracked'
import { type Arrival, countByBot, storedName } from './store/ingest/arrival'
import type { Ingest } from './store/ingest/ingest'
import { onceFree } from './store/once-free'

export interface ImportResult {
  /** How many were stored. */
  readonly stored: number
  /** How many were left out: Dashbot would refuse them, or their time is invalid. */
  readonly refused: number
}

/** A transaction each: large enough to be cheap, small enough to let requests in between. */
const BATCH = 1_000

export interface ImportParts {
  readonly ingest: Pick<Ingest, 'store'>
  /** Called after each commit, with how much was stored, by the bot's name. */
  readonly onStored: LiveListener
}

/** Stores what a program has at hand, such as another tracker's messages, without a request for each. */
export async function importTracked(
  { ingest, onStored }: ImportParts,
  tracked: Iterable<Tracked> | AsyncIterable<Tracked>,
): Promise<ImportResult> {
  const result = { stored: 0, refused: 0 }
  let batch: Arrival[] = []
  const commit = async () => {
    try {
      const stored = await onceFree(() => ingest.store(batch))
      result.stored += stored.length
      onStored(countByBot(stored))
    } catch (cause) {
      throw endedEarly(result.stored, cause)
    }
    batch = []
    await setImmediate()
  }
  for await (const { type, time, bot, payload } of tracked) {
    const json = isTime(time) && payloadIssues(type, payload).length === 0 ? write(payload) : undefined
    if (json === undefined) {
      result.refused++
      continue
    }
    batch.push({ type, payload, json, bot: nameOf(bot), receivedAt: time } as Arrival)
    if (batch.length === BATCH) await commit()
  }
  if (batch.length > 0) await commit()
  return result
}

function endedEarly(stored: number, cause: unknown): DashbotError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `The import ended early: ${reason}. Stored before: ${stored} messages and events.`
  return new DashbotError('ERR_DASHBOT_TRACKER', message, { cause })
}

/** undefined for a bot without a name. */
function nameOf(bot: unknown): string | undefined {
  const name = asText(bot)?.trim()
  return name ? storedName(name) : undefined
}

/** undefined for a payload that is nested too deeply to be written. */
function write(payload: Tracked['payload']): string | undefined {
  try {
    return JSON.stringify(payload)
  } catch {
    return undefined
  }
}

/** A date in JavaScript reaches no further from the epoch, in ms. */
const MAX_TIME = 8.64e15

const isTime = (time: number): boolean => Number.isInteger(time) && Math.abs(time) <= MAX_TIME
