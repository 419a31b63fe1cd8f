import type { SqliteDatabase } from '../../../sqlite/database'
import { transaction } from '../../../sqlite/transaction'
import type { SealedKeys } from '../../chat/key-store'

/** The encrypted keys of encrypted conversations, in an open database. Its methods throw. */
export class KeyRows {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  read(name: string): SealedKeys | undefined {
    const row = this.#database.prepare('SELECT keys FROM dashbot_inbox_chat_keys WHERE name = ?').get(name)
    return row === undefined ? undefined : (JSON.parse(String(Object(row).keys)) as SealedKeys)
  }

  write(name: string, keys: SealedKeys): void {
    transaction(this.#database, () => this.#database.prepare(WRITE).run(name, JSON.stringify(keys)))
  }
}

const WRITE = `
INSERT INTO dashbot_inbox_chat_keys (name, keys) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET keys = excluded.keys`
