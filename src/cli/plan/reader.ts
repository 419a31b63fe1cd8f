import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type TrackedHandler, trackedHandlers } from '../../decorators/declarations'
import type { PlanReading } from './load'

type AnyClass = abstract new (...args: never[]) => object

/** The classes among a module's exports, those of exported instances, and those in a default export. */
function classesIn(exported: object): ReadonlySet<AnyClass> {
  const classes = new Set<AnyClass>()
  const values = Object.values(exported)
  for (const value of [
    ...values,
    ...values.flatMap((value) => (isPlain(value) ? Object.values(value) : [])),
  ]) {
    if (typeof value === 'function') classes.add(value)
    else if (typeof value === 'object' && value !== null && !isPlain(value)) classes.add(value.constructor)
  }
  return classes
}

/** true for a module's namespace, too: it has no constructor. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return value.constructor === undefined || value.constructor === Object
}

/** Each declaration once, however many of the classes inherit it. */
function planOf(exported: object): readonly TrackedHandler[] {
  const handlers = [...classesIn(exported)].flatMap((each) => trackedHandlers(each))
  return [...new Map(handlers.map((handler) => [JSON.stringify(handler), handler])).values()]
}

async function readPlan(module: string): Promise<PlanReading> {
  try {
    return { handlers: planOf(await import(pathToFileURL(resolve(module)).href)) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

// The module may have started what never ends, a server for one.
void readPlan(process.argv[2] ?? '').then((reading) => process.send?.(reading, () => process.exit()))
