import * as v from 'valibot'
import { type Envelope, restoreEnvelope } from '../wire/envelope'

/** How long Redis remembers the id of a message that was taken, in ms: an unsure sender tries again sooner. */
const REMEMBERED_MS = 600_000

/** What a job holds beside its name, the payload's type, and its id, the envelope's. */
export interface JobData {
  readonly conversation: string
  readonly capturedAt: number
  /** The payload, serialized at capture. */
  readonly json: string
}

export interface DashbotJob {
  readonly name: Envelope['type']
  readonly data: JobData
  readonly opts: {
    readonly jobId: string
    readonly deduplication: { readonly id: string; readonly ttl: number }
  }
}

export function toJob({ id, type, conversation, capturedAt, json }: Envelope): DashbotJob {
  const jobId = toJobId(id)
  return {
    name: type,
    data: { conversation, capturedAt, json },
    opts: { jobId, deduplication: { id: jobId, ttl: REMEMBERED_MS } },
  }
}

const schema = v.object({
  id: v.string(),
  name: v.picklist(['incoming', 'outgoing', 'event']),
  data: v.object({ conversation: v.string(), capturedAt: v.number(), json: v.string() }),
})

/** The envelope of a stored job; undefined for what no version of this library put there. */
export function jobToEnvelope(job: unknown): Envelope | undefined {
  const result = v.safeParse(schema, job)
  if (!result.success) return undefined
  const { id, name, data } = result.output
  return restoreEnvelope({ id: fromJobId(id), type: name, ...data })
}

const ESCAPE = '~'

/** BullMQ takes no id that holds a colon or is a number. Ours are UUIDs; an outbox may hold a user's own. */
function toJobId(id: string): string {
  return /^[\w-]+$/.test(id) && !/^-?\d+$/.test(id) ? id : `${ESCAPE}${Buffer.from(id).toString('base64url')}`
}

function fromJobId(jobId: string): string {
  return jobId.startsWith(ESCAPE) ? Buffer.from(jobId.slice(ESCAPE.length), 'base64url').toString() : jobId
}
