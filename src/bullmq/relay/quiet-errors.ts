import { callSafely } from '../../delivery/call-safely'
import { DashbotError } from '../../errors'
import { describe } from '../redis-failure'

/** The same trouble is told once in so many ms: every socket of a relay meets a Redis that is down, again and again. */
const QUIET_MS = 60_000

/** Hands on errors of Redis and BullMQ, without what they were sent, and each not too often. */
export function quietErrors(onError: (error: DashbotError) => void): (error: unknown) => void {
  const toldAt = new Map<string, number>()
  return (error) => {
    const told = error instanceof DashbotError ? error : relayError(error)
    const now = performance.now()
    for (const [message, at] of toldAt) if (now - at >= QUIET_MS) toldAt.delete(message)
    if (toldAt.has(told.message)) return
    toldAt.set(told.message, now)
    callSafely(onError, told)
  }
}

function relayError(error: unknown): DashbotError {
  // BullMQ names the job, and the same trouble with each would be told.
  const trouble = describe(error).replace(/\bjob \S+/, 'a job')
  return new DashbotError('ERR_DASHBOT_TRANSPORT', `The relay met trouble with Redis: ${trouble}`)
}
