/**
 * The local tracker: Dashbot's API, kept in SQLite and shown in a browser.
 *
 * @module botbuilder-dashbot/tracker
 */

export { createTracker, type ListenOptions, type Tracker } from './create-tracker'
export type { ImportResult } from './import'
export type { TrackerOptions } from './options'
export type { EventSummary, IntentSummary, SummarySpan, TrackerSummary } from './report/summary'
export type { Tracked, TrackedEvent, TrackedFilter, TrackedMessage } from './report/tracked'
