/** One thing to be done in the order of its conversation. */
export interface Entry {
  /** An entry is taken once by its id, within 10 minutes. */
  readonly id: string
  readonly conversation: string
  /** What it is, for whoever works on it. */
  readonly kind: string
  /** Wall clock, ms since the epoch. */
  readonly at: number
  /** JSON. */
  readonly body: string
}

/** An entry as a stream holds it, with its place there. */
export interface StoredEntry extends Entry {
  readonly place: string
}

/** The largest body that is stored and read, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** How many characters of a body a dead letter keeps where the entry is not one of ours. */
const KEPT_CHARACTERS = 64 * 1024

/** The last time that a `Date` can be, ms since the epoch. */
const LAST_TIME = 8.64e15

/** Names and values as XADD takes them. One letter each: they are stored with every entry. */
export function toFields({ id, kind, conversation, at, body }: Entry): readonly string[] {
  return ['i', id, 't', kind, 'c', conversation, 'a', `${at}`, 'j', body]
}

/** Whose entry it is; undefined for what this library did not put there. */
export function conversationIn(fields: readonly string[]): string | undefined {
  return fields[4] === 'c' ? fields[5] : toRecord(fields).c
}

/** Undefined for what this library did not put there, or not whole. */
export function toEntry(place: string, fields: readonly string[]): StoredEntry | undefined {
  const { i: id, t: kind, c: conversation, a, j: body } = toRecord(fields)
  const at = toTime(a)
  if (!id || !kind || conversation === undefined || at === undefined || body === undefined) return undefined
  if (Buffer.byteLength(body) > MAX_BODY_BYTES || !isJsonObject(body)) return undefined
  return { place, id, kind, conversation, at, body }
}

/** What is kept of fields that are not an entry. */
export function toRemains(fields: readonly string[]): Entry {
  const { i = '', t = '', c = '', a, j = JSON.stringify(fields) } = toRecord(fields)
  return {
    id: i.slice(0, 1_024),
    kind: t.slice(0, 1_024),
    conversation: c.slice(0, 1_024),
    at: toTime(a) ?? 0,
    body: j.slice(0, KEPT_CHARACTERS),
  }
}

/** ms since the epoch; undefined for a text that is not a time. */
export function toTime(text: string | undefined): number | undefined {
  const ms = text ? Number(text) : Number.NaN
  return Math.abs(ms) <= LAST_TIME ? ms : undefined
}

export function toRecord(fields: readonly string[]): Record<string, string | undefined> {
  const record: Record<string, string | undefined> = {}
  for (let index = 0; index + 1 < fields.length; index += 2) record[fields[index] ?? ''] = fields[index + 1]
  return record
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
