import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DashbotError } from '../../../src/errors'
import type { SqliteDatabase } from '../../../src/sqlite/database'
import { openDatabase } from '../../../src/sqlite/open'
import { APPLICATION_ID, SCHEMA_VERSION } from '../../../src/tracker/schema'
import { openTrackerDatabase } from '../../../src/tracker/store/open'
import { makeDirectory, removeDirectory } from '../../support/directory'

describe('openTrackerDatabase', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'tracker.db')
  })

  afterEach(() => removeDirectory(directory))

  const refusal = () => {
    try {
      openTrackerDatabase(path).close()
    } catch (error) {
      if (error instanceof DashbotError) return `${error.code}: ${error.message}`
      throw error
    }
    throw new Error('it was opened')
  }

  const pragma = (database: SqliteDatabase, name: string) =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0]

  it('lays out a new file, for its owner alone', () => {
    const database = openTrackerDatabase(path)
    expect(pragma(database, 'application_id')).to.equal(APPLICATION_ID)
    expect(pragma(database, 'user_version')).to.equal(SCHEMA_VERSION)
    expect(pragma(database, 'journal_mode')).to.equal('wal')
    expect(pragma(database, 'auto_vacuum')).to.equal(2)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    database.close()
  })

  it('opens its own file again', () => {
    const first = openTrackerDatabase(path)
    first.exec("INSERT INTO intents (name) VALUES ('A')")
    first.close()
    const second = openTrackerDatabase(path)
    expect(second.prepare('SELECT name FROM intents').get()).to.include({ name: 'A' })
    second.close()
  })

  it('refuses a file of another version, and leaves it as it is', () => {
    const other = openTrackerDatabase(path)
    other.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    other.close()
    expect(refusal()).to.match(
      new RegExp(
        `^ERR_DASHBOT_TRACKER: .*tracker.db has version ${SCHEMA_VERSION + 1} .* needs ${SCHEMA_VERSION}. Export it`,
      ),
    )
    const database = openDatabase(path)
    expect(pragma(database, 'user_version')).to.equal(SCHEMA_VERSION + 1)
    database.close()
  })

  it("refuses another program's database", () => {
    const other = openDatabase(path)
    other.exec('CREATE TABLE t (n INTEGER)')
    other.close()
    expect(refusal()).to.match(/^ERR_DASHBOT_TRACKER: .*is not a tracker's database/)
  })

  it('refuses a file that is not a database', () => {
    writeFileSync(path, 'not a database, but long enough to be taken for one at first sight'.repeat(100))
    expect(refusal()).to.match(
      /^ERR_DASHBOT_TRACKER: The tracker cannot open .*it is not a tracker's database/,
    )
  })

  it('refuses a folder', () => {
    path = directory
    expect(refusal()).to.match(/^ERR_DASHBOT_TRACKER: The tracker cannot open/)
  })

  it('refuses a file that another process writes to, and says so', () => {
    openTrackerDatabase(path).close()
    const other = openDatabase(path)
    other.exec('BEGIN IMMEDIATE')
    expect(refusal()).to.match(/^ERR_DASHBOT_TRACKER: .*locked.* Another process holds it/)
    other.close()
  }).timeout(10_000)

  it('opens beside another process that reads', () => {
    const other = openTrackerDatabase(path)
    other.exec('BEGIN')
    other.prepare('SELECT count(*) FROM messages').get()
    openTrackerDatabase(path).close()
    other.close()
  })
})
