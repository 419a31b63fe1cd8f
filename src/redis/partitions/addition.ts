import type { Entry } from './entry'

/** Entries that were handed in together, on their way into Redis. */
export class Addition {
  readonly entries: readonly Entry[]
  readonly signal: AbortSignal | undefined
  readonly #added: boolean[] = []
  readonly #resolve: (added: readonly boolean[]) => void
  readonly #reject: (error: unknown) => void
  #missing: number

  private constructor(
    entries: readonly Entry[],
    signal: AbortSignal | undefined,
    resolve: (added: readonly boolean[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.entries = entries
    this.signal = signal
    this.#missing = entries.length
    this.#resolve = resolve
    this.#reject = reject
  }

  /** The promise resolves once Redis has them all: for each to true, or to false where it had taken the id before. */
  static of(
    entries: readonly Entry[],
    signal: AbortSignal | undefined,
    begin: (addition: Addition) => void,
  ): Promise<readonly boolean[]> {
    return new Promise((resolve, reject) => begin(new Addition(entries, signal, resolve, reject)))
  }

  settle(index: number, isAdded: boolean): void {
    this.#added[index] = isAdded
    this.#missing -= 1
    if (this.#missing === 0) this.#resolve(this.#added)
  }

  fail(error: unknown): void {
    this.#reject(error)
  }
}

/** An entry of an addition. */
export interface AddedEntry {
  readonly entry: Entry
  readonly addition: Addition
  readonly index: number
}

/** How many entries a call to a partition has at most. */
export const MAX_ENTRIES_AT_ONCE = 128
/**
 * With so many entries, or bytes of bodies, a call takes no further partitions: it holds up Redis as long as it runs, and
 * Redis works on one call while the next one is made.
 */
const ENOUGH_ENTRIES = 32
const ENOUGH_BYTES = 256 * 1024

/** Entries by their partitions. */
export type PartitionedEntries = ReadonlyMap<number, readonly AddedEntry[]>

/** Sorts entries by partition, a partition's in their order, into as many maps as calls are to be made. */
export function intoCalls(
  additions: readonly Addition[],
  partitionOf: (entry: Entry) => number,
): readonly PartitionedEntries[] {
  const calls: Map<number, readonly AddedEntry[]>[] = []
  let [count, bytes] = [ENOUGH_ENTRIES, 0]
  for (const [partition, entries] of byPartition(additions, partitionOf)) {
    for (let from = 0; from < entries.length; from += MAX_ENTRIES_AT_ONCE) {
      if (from > 0 || count >= ENOUGH_ENTRIES || bytes >= ENOUGH_BYTES) {
        calls.push(new Map())
        ;[count, bytes] = [0, 0]
      }
      const some = entries.slice(from, from + MAX_ENTRIES_AT_ONCE)
      calls.at(-1)?.set(partition, some)
      count += some.length
      bytes += some.reduce((sum, { entry }) => sum + entry.body.length, 0)
    }
  }
  return calls
}

function byPartition(
  additions: readonly Addition[],
  partitionOf: (entry: Entry) => number,
): PartitionedEntries {
  const sorted = new Map<number, AddedEntry[]>()
  for (const addition of additions) {
    for (const [index, entry] of addition.entries.entries()) {
      const partition = partitionOf(entry)
      const others = sorted.get(partition)
      if (others === undefined) sorted.set(partition, [{ entry, addition, index }])
      else others.push({ entry, addition, index })
    }
  }
  return sorted
}
