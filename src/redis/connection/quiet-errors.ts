import { callSafely } from '../../delivery/call-safely'
import { DashbotError } from '../../errors'

/** The same error is reported once in so many ms: every connection meets a Redis that is down, again and again. */
const QUIET_MS = 60_000

/** Passes errors on, each message not too often. */
export function quietErrors(onError: (error: DashbotError) => void): (error: DashbotError) => void {
  const reportedAt = new Map<string, number>()
  return (error) => {
    const now = performance.now()
    for (const [message, at] of reportedAt) if (now - at >= QUIET_MS) reportedAt.delete(message)
    if (reportedAt.has(error.message)) return
    reportedAt.set(error.message, now)
    callSafely(onError, error)
  }
}

/** What a relay or an inbox meets with Redis. */
export function redisError(why: string): DashbotError {
  return new DashbotError('ERR_DASHBOT_TRANSPORT', `Redis cannot be worked with: ${why}`)
}
