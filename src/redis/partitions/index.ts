/*
 * Partitions in Redis, for whatever is to be done in the order of a conversation by a fleet of processes.
 *
 * `PartitionWriter.add(entries)` stores; a `PartitionOwner` takes part in the work: `next()` hands out the first entry of
 * a conversation, `settle(taken, outcome)` says what became of it (`done`, `retry` after a delay, `dead`), and only then
 * comes the conversation's next one. `taken.lane.window.signal` aborts when the partition is about to go elsewhere:
 * what runs then must stop. `stop()` hands out no more; `leave(timeoutMs)` hands the partitions over.
 */

export type { PartitionBacklog } from './backlog'
export { type Entry, MAX_BODY_BYTES, type StoredEntry } from './entry'
export { fleetEntries } from './fleet'
export type { LoadedEntry } from './lane'
export type { OwnerHost } from './owner-options'
export { PartitionOwner } from './partition-owner'
export { PartitionWriter } from './partition-writer'
export { WakeUps } from './wake-ups'
