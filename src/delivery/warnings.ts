import type { DashbotError } from '../errors'
import type { DropReport } from './drop-reports'

/** Bounds the memory of what was said already. */
const MAX_REMEMBERED = 100

/** The default `onDrop`: a drop is never silent. Reports are rare by themselves. */
export function warnOfDrop({ reason, count }: DropReport): void {
  warn(`${count} ${count === 1 ? 'message was' : 'messages were'} not delivered: ${reason}`)
}

/** The default `onError`: each distinct message is said once. */
export function warnOfErrors(): (error: DashbotError) => void {
  const said = new Set<string>()
  return ({ message }) => {
    if (said.has(message) || said.size >= MAX_REMEMBERED) return
    said.add(message)
    warn(message)
  }
}

function warn(message: string): void {
  process.emitWarning(message, { type: 'DashbotWarning' })
}
