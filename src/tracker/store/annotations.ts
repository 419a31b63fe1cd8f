import { withoutNul } from './ingest/arrival'
import { Names } from './ingest/names'
import { onceFree } from './once-free'
import type { TrackerStore } from './tracker-store'

/** A mark to be set in the charts. */
export interface NewAnnotation {
  readonly text: string
  /** ms since the epoch */
  readonly time: number
  /** The bot's name; undefined for all bots. */
  readonly bot: string | undefined
}

/** Writes marks for the charts. */
export class Annotations {
  readonly #store: TrackerStore

  constructor(store: TrackerStore) {
    this.#store = store
  }

  /** @throws NotStoredError by rejection */
  async add({ text, time, bot }: NewAnnotation): Promise<void> {
    const store = this.#store
    await onceFree(() =>
      store.transaction(() => {
        const id = bot === undefined ? null : new Names(store).bot(bot)
        store.prepare(INSERT).run(time, withoutNul(text), id)
      }),
    )
  }
}

const INSERT = 'INSERT INTO annotations (time, text, bot) VALUES (?, ?, ?)'
