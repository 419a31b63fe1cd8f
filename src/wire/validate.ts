import * as v from 'valibot'
import type { ValidationIssue } from '../errors'
import { isFineAtAGlance } from './glance'
import { eventSchema, messageSchema } from './schema'
import type { PayloadType } from './types'

type PathItem = { readonly key: unknown }

function formatPath(items: readonly PathItem[] | undefined): string {
  let path = ''
  for (const { key } of items ?? []) {
    if (typeof key === 'number') path += `[${key}]`
    else path += path === '' ? String(key) : `.${String(key)}`
  }
  return path
}

function issuesOf(schema: v.GenericSchema, input: unknown): readonly ValidationIssue[] {
  const result = v.safeParse(schema, input)
  if (result.success) return []
  return result.issues.map((issue) => {
    const path = formatPath(issue.path)
    const missing = issue.received === 'undefined' && path !== ''
    return { path, message: missing ? 'is required' : issue.message }
  })
}

/** Every reason why Dashbot would refuse the payload as a message or event; empty where it is fine. */
export function payloadIssues(type: PayloadType, payload: unknown): readonly ValidationIssue[] {
  if (isFineAtAGlance(type, payload)) return []
  return issuesOf(type === 'event' ? eventSchema : messageSchema, payload)
}

/** In characters. */
const MAX_NAME_LENGTH = 100

/**
 * Names a payload in reports: `incoming message`, `event boughtSandwich of @TrackEvent on Shop.buy`.
 *
 * @param origin What recorded it.
 */
export function payloadSubject(type: PayloadType, payload: unknown, origin?: string): string {
  const name: unknown = type === 'event' ? Object(payload).name : undefined
  const subject = type === 'event' ? 'event' : `${type} message`
  const named =
    typeof name === 'string' && name !== '' ? `${subject} ${name.slice(0, MAX_NAME_LENGTH)}` : subject
  return origin === undefined ? named : `${named} of ${origin}`
}
