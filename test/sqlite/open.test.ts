import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { MissingPeerError } from '../../src/errors'
import { libsql, nodeSqlite, openDatabase, type SqliteConstructor } from '../../src/sqlite/open'
import { makeDirectory, removeDirectory } from '../support/directory'

describe('openDatabase', () => {
  let directory: string

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(() => removeDirectory(directory))

  it('opens a file that keeps what is written', () => {
    const path = join(directory, 'a.db')
    const first = openDatabase(path)
    first.exec('CREATE TABLE t (n INTEGER, s TEXT)')
    first.prepare('INSERT INTO t VALUES (?, ?)').run(1, 'x')
    first.close()

    const second = openDatabase(path)
    expect(second.prepare('SELECT n, s FROM t').get()).to.include({ n: 1, s: 'x' })
    second.close()
  })

  it('makes a new file private', () => {
    const path = join(directory, 'a.db')
    openDatabase(path).close()
    expect(statSync(path).mode & 0o777).to.equal(0o600)
  })

  it('passes on that a file cannot be made', () => {
    expect(() => openDatabase(join(directory, 'absent', 'a.db'))).to.throw(/ENOENT/)
  })

  it('opens a database in memory without a file', () => {
    const database = openDatabase(':memory:')
    expect(database.prepare('SELECT 1 AS one').get()).to.include({ one: 1 })
    database.close()
  })

  it('takes the first engine that is there', () => {
    const opened: string[] = []
    class Recording {
      constructor(path: string) {
        opened.push(path)
      }
    }
    const engine = () => Recording as unknown as SqliteConstructor
    openDatabase(':memory:', [() => undefined, engine, () => expect.fail('one was found before')])
    expect(opened).to.deep.equal([':memory:'])
  })

  it('names the package to install where there is no SQLite', () => {
    const absent = () => require('a-package-that-is-not-installed')
    expect(() => openDatabase(join(directory, 'a.db'), [() => undefined, absent])).to.throw(
      MissingPeerError,
      /npm install libsql/,
    )
  })

  it('passes on what else goes wrong in an engine', () => {
    const broken = () => {
      throw new TypeError('wrong binary')
    }
    expect(() => openDatabase(':memory:', [broken])).to.throw(TypeError, 'wrong binary')
  })

  it('finds node:sqlite where Node has it', () => {
    expect(nodeSqlite() !== undefined).to.equal(process.getBuiltinModule('node:sqlite') !== undefined)
  })

  it('finds libsql', () => {
    expect(libsql()).to.be.a('function')
  })
})
