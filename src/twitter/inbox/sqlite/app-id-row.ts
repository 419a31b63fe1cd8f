import type { SqliteDatabase } from '../../../sqlite/database'
import { transaction } from '../../../sqlite/transaction'

/** The app's id, in an open database. Its methods throw. */
export class AppIdRow {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  read(): string | undefined {
    const row = this.#database.prepare('SELECT id FROM dashbot_inbox_app').get()
    return row === undefined ? undefined : String(Object(row).id)
  }

  write(id: string): void {
    transaction(this.#database, () => this.#database.prepare(WRITE).run(id))
  }
}

const WRITE = `
INSERT INTO dashbot_inbox_app (row, id) VALUES (1, ?) ON CONFLICT (row) DO UPDATE SET id = excluded.id`
