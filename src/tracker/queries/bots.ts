import type { TrackerStore } from '../store/tracker-store'

export interface Bot {
  /** The row in `bots`. */
  readonly id: number
  /** As the tracker's options have it, else by its key's hash: `bot-1a2b3c4d5e6f`; `import` for what was imported. */
  readonly name: string
}

/** Every bot that was ever seen, by name. */
export function readBots(store: TrackerStore): readonly Bot[] {
  const rows = store.prepare('SELECT id, name FROM bots').all() as readonly Bot[]
  return rows.map(({ id, name }) => ({ id, name })).sort((one, other) => one.name.localeCompare(other.name))
}

/** The bot of this name; undefined where there is no such bot. */
export function findBot(store: TrackerStore, name: string): Bot | undefined {
  return readBots(store).find((bot) => bot.name === name)
}
