import { DashbotError } from '../../errors'
import { LOCK_PATIENCE_MS } from './lock'

/** Why something was not stored: too many wait, another process holds the file, or SQLite refused it. */
export type RefusalReason = 'full' | 'locked' | 'failed'

const MESSAGES: Readonly<Record<RefusalReason, string>> = {
  full: 'Too many payloads wait to be stored',
  locked: `Another process has held the tracker's database for ${LOCK_PATIENCE_MS / 1_000} s`,
  failed: "The tracker's database did not take what arrived",
}

export class NotStoredError extends DashbotError {
  readonly refusal: RefusalReason

  constructor(refusal: RefusalReason, cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    super('ERR_DASHBOT_TRACKER', `${MESSAGES[refusal]}${reason}`, { cause })
    this.refusal = refusal
  }
}
