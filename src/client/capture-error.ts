import { ConfigError, DashbotError, isError } from '../errors'
import { WrongReturn } from './wrong-return'

/** In characters: a cause's message may quote anything. */
const MAX_CAUSE_LENGTH = 200

/** The error itself where it is one of the library's, else one line of what failed and why. */
export function captureError(what: string, error: unknown): DashbotError {
  if (error instanceof DashbotError) return error
  return new DashbotError('ERR_DASHBOT_CAPTURE', `${what}: ${causeText(error)}`, { cause: error })
}

/** Of a SyntaxError the name alone, since JSON.parse quotes its input. */
function causeText(error: unknown): string {
  if (!isError(error)) return `${typeof error} was thrown`
  const { name, message } = error
  return name === 'SyntaxError' ? name : `${name}: ${message}`.replace(/\s+/g, ' ').slice(0, MAX_CAUSE_LENGTH)
}

/** Names no more than the class of what a hook threw: its message may hold what the hook had to remove. */
export function hookError(cause: unknown): DashbotError {
  const thrown = isError(cause) ? thrownText(cause) : typeof cause
  const remedy =
    cause instanceof ConfigError ? '. What makes a hook must be called: beforeSend: redactText()' : ''
  const what = cause instanceof WrongReturn ? cause.message : `A beforeSend hook threw (${thrown})`
  return new DashbotError('ERR_DASHBOT_CAPTURE', `${what}; the payload was dropped${remedy}`, {
    cause,
  })
}

/** For a hook that returned neither a payload nor null. */
export function returnError(returned: unknown): DashbotError {
  const what = returned === undefined ? 'undefined' : `a ${typeof returned}`
  const remedy =
    typeof returned === 'function' ? '. What makes a hook must be called: beforeSend: dropPlatformJson()' : ''
  return new DashbotError(
    'ERR_DASHBOT_CAPTURE',
    `A beforeSend hook returned ${what}: return the payload, changed or not, or null to drop it. The payload was dropped${remedy}`,
  )
}

/** A ConfigError names options, which is what a hook's maker has for the payload's fields: no values. */
function thrownText(cause: Error): string {
  return cause instanceof ConfigError ? `${cause.name}: ${cause.message}` : cause.name
}
