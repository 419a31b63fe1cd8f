import type { Handler, HonoRequest } from 'hono'
import type { ValidationIssue } from '../../errors'
import { TIMESTAMP_HEADER } from '../../wire/envelope'
import { PLATFORM } from '../../wire/track-url'
import { isPayloadType, type PayloadType } from '../../wire/types'
import { payloadIssues } from '../../wire/validate'
import type { ApiKeys } from '../store/api-keys'
import type { Arrival } from '../store/ingest/arrival'
import type { Intake } from '../store/intake'
import { NotStoredError } from '../store/not-stored-error'
import { readJson } from './body'
import { RefusedError } from './refused-error'

export interface TrackParts {
  readonly intake: Pick<Intake, 'add'>
  readonly apiKeys: ApiKeys
}

const MAX_KEY_LENGTH = 255

/** Dashbot's `POST /track`: one payload, which is answered once it is stored. */
export function track({ intake, apiKeys }: TrackParts): Handler {
  return async (context) => {
    const receivedAt = Date.now()
    const { type, apiKey } = readQuery(context.req)
    if (!apiKeys.allows(apiKey)) {
      throw new RefusedError(401, { path: 'apiKey', message: 'is not one of the keys of this tracker' })
    }
    const { key, capturedAt } = readHeaders(context.req)
    const { json, value: payload } = await readJson(context.req)
    const issues = payloadIssues(type, payload)
    if (issues.length > 0) throw new RefusedError(400, issues)
    await store(intake, {
      type,
      payload,
      json,
      key,
      bot: apiKeys.botOf(apiKey),
      receivedAt,
      capturedAt,
    } as Arrival)
    return context.json({ success: true })
  }
}

/** Dashbot's query; its `v` is the version of the client that wrote; any is accepted. */
function readQuery(request: HonoRequest): { readonly type: PayloadType; readonly apiKey: string } {
  const { platform, type, apiKey } = request.query()
  const issues: ValidationIssue[] = []
  if (platform !== PLATFORM) issues.push({ path: 'platform', message: wrongPlatform(platform) })
  if (!isPayloadType(type)) issues.push({ path: 'type', message: 'must be incoming, outgoing or event' })
  if (!apiKey) issues.push({ path: 'apiKey', message: 'is required' })
  if (!isPayloadType(type) || !apiKey || issues.length > 0) throw new RefusedError(400, issues)
  return { type, apiKey }
}

function wrongPlatform(platform: string | undefined): string {
  if (platform === undefined) return `must be ${PLATFORM}`
  return `must be ${PLATFORM}: write platform=${PLATFORM} in the address in place of platform=${platform.slice(0, 40)}`
}

/** The delivery's id, and when the payload was captured, where the sender says so. */
function readHeaders(request: HonoRequest): Pick<Arrival, 'key' | 'capturedAt'> {
  const key = request.header('idempotency-key')
  if (key !== undefined && (key === '' || key.length > MAX_KEY_LENGTH)) {
    const message = `must have 1 to ${MAX_KEY_LENGTH} characters`
    throw new RefusedError(400, { path: 'idempotency-key', message })
  }
  const time = request.header(TIMESTAMP_HEADER)
  if (time !== undefined && !/^\d{1,15}$/.test(time)) {
    throw new RefusedError(400, { path: TIMESTAMP_HEADER, message: 'must be ms since the epoch' })
  }
  return { key, capturedAt: time === undefined ? undefined : Number(time) }
}

async function store(intake: Pick<Intake, 'add'>, arrival: Arrival): Promise<void> {
  try {
    await intake.add(arrival)
  } catch (error) {
    if (!(error instanceof NotStoredError)) throw error
    if (error.refusal === 'full') {
      throw new RefusedError(
        429,
        { path: '', message: 'too many payloads wait to be stored, try again' },
        { cause: error },
      )
    }
    throw new RefusedError(
      503,
      { path: '', message: 'the payload could not be stored, try again' },
      { cause: error },
    )
  }
}
