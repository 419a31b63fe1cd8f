import type { ValidationIssue } from '../errors'
import { asObject } from '../internal/json'
import type { DashbotPayload } from '../wire/types'

/** Without these there is nothing to report. */
const indispensable: ReadonlySet<string> = new Set(['text', 'userId', 'type', 'name', 'amount'])

/** What a part can be without and still be the part. */
const optionalDetails: ReadonlySet<string> = new Set(['intent.inputs', 'intent.confidence'])

/** Names and positions: `intent.inputs[0].value` is intent, inputs, 0, value. */
type Path = readonly string[]

/**
 * The payload without the parts at fault: one item of a list, a detail of an intent, or the whole field. Changes the
 * payload that it is given.
 *
 * @returns undefined where the fault lies in what the payload cannot do without
 */
export function withoutBadParts(
  payload: DashbotPayload,
  issues: readonly ValidationIssue[],
): DashbotPayload | undefined {
  const targets = issues.map(({ path }) => targetOf(path))
  if (targets.some(([field = '']) => field === '' || indispensable.has(field))) return undefined
  const lists = new Map<unknown[], Set<number>>()
  for (const target of targets) remove(payload, target, lists)
  for (const [list, positions] of lists) {
    list.splice(0, list.length, ...list.filter((_item, index) => !positions.has(index)))
  }
  return payload
}

function targetOf(path: string): Path {
  const [field = ''] = path.split(/[.[]/, 1)
  const item = /^.*?\[\d+\]/.exec(path)?.[0]
  const detail = optionalDetails.has(path) ? path : field
  return (item ?? detail).split(/[.[\]]+/).filter((part) => part !== '')
}

/** Items of lists are only marked: their positions hold until all are known. */
function remove(payload: object, target: Path, lists: Map<unknown[], Set<number>>): void {
  const last = target.at(-1) ?? ''
  let holder: unknown = payload
  for (const name of target.slice(0, -1)) holder = asObject(holder)?.[name]
  if (Array.isArray(holder)) {
    const positions = lists.get(holder) ?? new Set()
    lists.set(holder, positions.add(Number(last)))
  } else if (typeof holder === 'object' && holder !== null) Reflect.deleteProperty(holder, last)
}
