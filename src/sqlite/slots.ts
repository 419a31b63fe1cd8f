import { accessSync, chownSync, constants, existsSync, statSync } from 'node:fs'
import type { SqliteDatabase } from './database'
import { fileIdentity } from './folder'
import { openDatabase, type SqliteConstructor } from './open'

interface Lock {
  readonly database: SqliteDatabase
  /** Of the file, which may be removed under the lock. */
  readonly identity: string | undefined
}

/** How many processes may share a file. */
export const SLOTS = 16

/**
 * Distinguishes the processes that share a file. Each holds a slot, and the slot is a lock that the operating system
 * frees when its holder ends, however it ends: no clock and no process id decides whether it still runs.
 * The lock is SQLite's own, on an empty file beside the database.
 */
export class Slots {
  /** Of the database's file. */
  readonly path: string
  readonly #Database: SqliteConstructor
  readonly #held = new Map<number, Lock>()

  constructor(path: string, Database: SqliteConstructor) {
    this.path = path
    this.#Database = Database
  }

  /** true: the slot is this process's, now or already. */
  claim(slot: number): boolean {
    if (this.#held.has(slot)) return true
    const path = this.#lockPath(slot)
    const database = this.#open(path)
    if (database === undefined) return false
    try {
      // SQLite takes no lock at all on a file that it may only read, and says nothing.
      accessSync(path, constants.W_OK)
      database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
    } catch {
      database.close()
      return false
    }
    this.#held.set(slot, { database, identity: fileIdentity(path) })
    return true
  }

  /** The first slot that nobody holds, or undefined where all are taken. */
  claimFirst(): number | undefined {
    for (let slot = 1; slot <= SLOTS; slot++) {
      if (!this.#held.has(slot) && this.claim(slot)) return slot
    }
    return undefined
  }

  /** true: this process holds every slot, so no other process uses the file or can start to. */
  claimAll(): boolean {
    for (let slot = 1; slot <= SLOTS; slot++) {
      if (!this.claim(slot)) return false
    }
    return true
  }

  /** Locks again what is held, where the lock's file was removed: another process would find the slot free. */
  reclaim(): void {
    for (const [slot, { database, identity }] of [...this.#held]) {
      if (fileIdentity(this.#lockPath(slot)) === identity) continue
      this.#held.delete(slot)
      if (this.claim(slot)) database.close()
      else this.#held.set(slot, { database, identity })
    }
  }

  release(slot: number): void {
    this.#held.get(slot)?.database.close()
    this.#held.delete(slot)
  }

  /** @param except a slot to keep */
  releaseAll(except?: number): void {
    for (const slot of [...this.#held.keys()]) {
      if (slot !== except) this.release(slot)
    }
  }

  #lockPath(slot: number): string {
    return `${this.path}-lock-${slot}`
  }

  /** Undefined where the lock belongs to another user, so that the slot cannot be taken. */
  #open(path: string): SqliteDatabase | undefined {
    try {
      const lock = openDatabase(path, [() => this.#Database])
      if (process.getuid?.() === 0) giveAway(path, this.path)
      return lock
    } catch (error) {
      if (existsSync(path)) return undefined
      throw error
    }
  }
}

/** The slots of the file that a database is open on; undefined for a database in memory. */
export function slotsOf(database: SqliteDatabase): Slots | undefined {
  const rows = database.prepare('PRAGMA database_list').all() as { name: string; file: string | null }[]
  const path = rows.find(({ name }) => name === 'main')?.file
  // Only one library may open a file and its locks in a process: the class of the given database does.
  const Database: unknown = database.constructor
  return path && Database !== Object ? new Slots(path, Database as SqliteConstructor) : undefined
}

/** What root creates beside a bot's file must be the bot's, or it could not take the slot later. */
function giveAway(path: string, database: string): void {
  const owner = statSync(database, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) chownSync(path, owner.uid, owner.gid)
}
