import { accessSync, chmodSync, constants, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { ConfigError, hasCode } from '../errors'
import type { SqliteDatabase } from './database'
import { type FileOwnership, ownershipOf, type SqliteFileKind } from './file-kind'
import { absolutePath, createFolderOf, fileIdentity, isStillAt, linkTarget } from './folder'
import { findEngine, openDatabase, type SqliteConstructor } from './open'

export interface SqliteFileOptions {
  /** For messages, for example `SqliteOutbox`. */
  readonly owner: string
  readonly path: string
  readonly kind: SqliteFileKind
  /** @default `node:sqlite`, else `libsql` */
  readonly Database?: SqliteConstructor | undefined
}

/**
 * A SQLite file of the library's own: found through links, readable by its owner only, never another application's,
 * and watched for its removal.
 */
export class SqliteFile {
  /** As given, from the root on. */
  readonly path: string
  readonly Database: SqliteConstructor
  readonly #owner: string
  readonly #kind: SqliteFileKind
  #identity: string | undefined

  /**
   * Opens nothing yet.
   *
   * @throws ConfigError for a path that cannot be one, or that holds another application's file
   * @throws MissingPeerError where there is no SQLite
   */
  constructor({ owner, path, kind, Database = findEngine() }: SqliteFileOptions) {
    this.path = absolutePath(owner, path)
    this.Database = Database
    this.#owner = owner
    this.#kind = kind
    const ownership = orUndefined(() => {
      createFolderOf(owner, this.path)
      return this.#ownership()
    })
    if (ownership === 'foreign') throw this.#refusal()
  }

  /** The path without links: what stands beside the file stands beside this one. */
  get target(): string {
    return linkTarget(this.path)
  }

  /**
   * Creates the folder if absent, and inspects the file without opening it for use.
   *
   * @throws ConfigError where the file is not of this kind
   */
  check(): FileOwnership {
    createFolderOf(this.#owner, this.path)
    const ownership = this.#ownership()
    if (ownership === 'foreign') throw this.#refusal()
    // What was opened before is known, whatever became of its first page.
    if (ownership === 'unrecognized' && !this.#isOpened) throw this.#refusal()
    return ownership
  }

  /**
   * Opens the file, or creates it with its folder. A file that is `new` has no tables yet: whoever lays them out sets
   * the kind's `applicationId`.
   *
   * @throws ConfigError where the file is not of this kind
   * @throws an error for which `isCorrupt` is true where it is, but damaged
   */
  open(): SqliteDatabase {
    this.check()
    const { target } = this
    makePrivate(target)
    const database = openDatabase(target, [() => this.Database])
    this.#identity = fileIdentity(this.path)
    return database
  }

  /** true: what was opened is no longer what the path leads to. Removed, or replaced by another file. */
  get isDetached(): boolean {
    return this.#identity !== undefined && !this.#isOpened
  }

  /** Renames a damaged file with its log to `FILE.corrupt-TIME`, and returns that path. Close it before. */
  setAside(): string {
    const { target } = this
    const aside = `${target}.corrupt-${new Date().toISOString().replaceAll(':', '-')}`
    move(target, aside)
    return aside
  }

  /** Undoes `setAside`. */
  bringBack(aside: string): void {
    move(aside, this.target)
  }

  #ownership(): FileOwnership {
    refuseReadOnlyDisk(this.target)
    return ownershipOf(this.target, this.#kind, this.Database)
  }

  get #isOpened(): boolean {
    return this.#identity !== undefined && isStillAt(this.path, this.#identity)
  }

  #refusal(): ConfigError {
    const problem = `${this.#owner}: path ${this.path} is not a file of the ${this.#kind.name}, and is left untouched`
    return new ConfigError('path', `${problem}. Choose another path`)
  }
}

/** Where the place cannot be read now, opening says so, and is repeated. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    return undefined
  }
}

/**
 * SQLite shares what it opened among the connections of a process, and libsql closes one only when its statements are
 * collected: after a look at the file on a read-only disk it would stay read-only when the disk no longer is.
 */
function refuseReadOnlyDisk(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    if (hasCode(error, 'EROFS')) throw error
  }
}

/** A file that was there before may be open to others. SQLite gives its companions the mode of the database. */
function makePrivate(path: string): void {
  for (const name of [path, `${path}-wal`, `${path}-shm`]) {
    const stats = statSync(name, { throwIfNoEntry: false })
    if (stats !== undefined && (stats.mode & 0o077) !== 0) chmodSync(name, 0o600)
  }
}

function move(from: string, to: string): void {
  renameSync(from, to)
  if (existsSync(`${from}-wal`)) renameSync(`${from}-wal`, `${to}-wal`)
  rmSync(`${from}-shm`, { force: true })
}
