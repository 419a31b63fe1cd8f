import type { TrackerStore } from '../store/tracker-store'

export interface Bot {
  /** The row in `bots`. */
  readonly id: number
  /** The SHA-256 of its key, hexadecimal; empty for what was imported. */
  readonly hash: string
  /** As the tracker's options name it, else by its key's hash: `bot-1a2b3c`; `import` for what was imported. */
  readonly name: string
}

interface BotRow {
  readonly id: number
  readonly hash: string
  readonly name: string | null
}

/** Every bot that was ever seen, by name. */
export function readBots(store: TrackerStore): readonly Bot[] {
  const rows = store.prepare('SELECT id, key_hash AS hash, name FROM bots').all() as readonly BotRow[]
  return rows.map(toBot).sort((one, other) => one.name.localeCompare(other.name))
}

/** The bot of this name; undefined where there is no such bot. */
export function findBot(store: TrackerStore, name: string): Bot | undefined {
  return readBots(store).find((bot) => bot.name === name)
}

/** The bot with this row. */
export function readBot(store: TrackerStore, id: number): Bot | undefined {
  return readBots(store).find((bot) => bot.id === id)
}

const HASH_LENGTH = 6

function toBot({ id, hash, name }: BotRow): Bot {
  return { id, hash, name: name ?? (hash === '' ? 'import' : `bot-${hash.slice(0, HASH_LENGTH)}`) }
}
