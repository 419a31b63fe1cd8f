import type { Identity } from './identity'

/** What is known of a payload that is captured, beside what it says. */
export interface AboutCapture {
  readonly identity?: Identity | undefined
  /** What recorded it, for reports. */
  readonly origin?: string | undefined
  /** When it happened: wall clock, ms since the epoch. @default now */
  readonly at?: number | undefined
  /** What `activeSpan` returned when its turn began. */
  readonly turnSpan?: unknown
}
