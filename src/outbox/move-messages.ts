import type { MessageStore } from './message-store'
import { type OutboxRow, rowToEnvelope } from './schema'

export interface MovedMessages {
  /** The rows under which messages are stored now, by the `seq` that they had before. */
  readonly moved: ReadonlyMap<number, OutboxRow>
  /** Messages whose rows turned out to be damaged. */
  readonly lost: number
}

/**
 * Copies what a process delivers from one file to another, behind what is there, with the dead letters. Where several
 * processes move to one new file, the first one takes the dead letters along.
 */
export function moveMessages(from: MessageStore, into: MessageStore): MovedMessages {
  return into.transaction(() => {
    const moved = new Map<number, OutboxRow>()
    let lost = 0
    for (const row of from.waiting()) {
      if (rowToEnvelope(row) === undefined) lost++
      else moved.set(row.seq, into.append(row))
    }
    if (into.letters.count().length === 0) {
      for (const letter of from.letters.list({}, Number.MAX_SAFE_INTEGER)) into.letters.restore(letter)
    }
    for (const { row, death } of from.finished) {
      if (death !== undefined) into.letters.add(row, death)
    }
    return { moved, lost }
  })
}
