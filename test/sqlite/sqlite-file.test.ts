import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { type FileOwnership, ownershipOf } from '../../src/sqlite/file-kind'
import { findEngine, nodeSqlite } from '../../src/sqlite/open'
import { SqliteFile } from '../../src/sqlite/sqlite-file'
import { makeDirectory, removeDirectory } from '../support/directory'

const KIND = { name: 'notes', applicationId: 0x6e6f7465, table: 'our_note' }
const LAYOUT = `CREATE TABLE our_note (text TEXT); PRAGMA application_id = ${KIND.applicationId};`

describe('SqliteFile', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'notes.db')
  })

  afterEach(() => removeDirectory(directory))

  const file = (at = path): SqliteFile => new SqliteFile({ owner: 'Notes', path: at, kind: KIND })

  const create = (sql: string, at = path): void => {
    const database = new (findEngine())(at)
    database.exec(sql)
    database.close()
  }

  const damage = (start: number, end: number): void => {
    const content = readFileSync(path)
    writeFileSync(path, content.fill(0xa5, start, end))
  }

  const contents: readonly [string, FileOwnership, () => void][] = [
    ['no file', 'new', () => {}],
    ['an empty file', 'new', () => writeFileSync(path, '')],
    ['a database without tables', 'new', () => create('CREATE TABLE t (n); DROP TABLE t')],
    ['its own tables', 'own', () => create(LAYOUT)],
    ['its own tables, and no id', 'own', () => create('CREATE TABLE our_note (text TEXT)')],
    ['only its id', 'own', () => create(`PRAGMA application_id = ${KIND.applicationId}`)],
    ['tables of another application', 'foreign', () => create('CREATE TABLE customer (name TEXT)')],
    ['a version of another application', 'foreign', () => create('PRAGMA user_version = 3')],
    ["another application's id", 'foreign', () => create('PRAGMA application_id = 1234')],
    ['its tables, and another id', 'unrecognized', () => create(`${LAYOUT} PRAGMA application_id = 1`)],
    ['JSON', 'foreign', () => writeFileSync(path, '{ "port": 3978, "name": "Zoë" }\n')],
    ['a folder', 'foreign', () => mkdirSync(path)],
    ['bytes of no meaning', 'unrecognized', () => writeFileSync(path, Buffer.alloc(8192, 0xa5))],
  ]
  for (const [what, ownership, write] of contents) {
    it(`takes ${what} as ${ownership}`, () => {
      write()
      expect(ownershipOf(path, KIND, findEngine())).to.equal(ownership)
    })
  }

  it('knows its own file whose header is damaged, by the id or by its tables', () => {
    create(LAYOUT)
    damage(0, 60)
    expect(ownershipOf(path, KIND, findEngine())).to.equal('damaged')
    damage(60, 100)
    expect(ownershipOf(path, KIND, findEngine())).to.equal('damaged')
    damage(0, 4096)
    expect(ownershipOf(path, KIND, findEngine())).to.equal('unrecognized')
  })

  it('refuses the file of another application when it is made, names it and leaves it as it was', () => {
    create('CREATE TABLE customer (name TEXT)')
    const before = readFileSync(path)
    expect(() => file()).to.throw(ConfigError, `Notes: path ${path} is not a file of the notes`)
    expect(readFileSync(path).equals(before)).to.equal(true)
    expect(readdirSync(directory)).to.deep.equal(['notes.db'])
  })

  // libsql closes a file only when the garbage of its statements is collected: nothing can be said of its logs.
  if (nodeSqlite() !== undefined) {
    it('leaves no log beside a database of another application that keeps one', () => {
      create('PRAGMA journal_mode = WAL; CREATE TABLE customer (name TEXT)')
      expect(() => file()).to.throw(ConfigError)
      expect(readdirSync(directory)).to.deep.equal(['notes.db'])
    })
  }

  it('refuses what it cannot recognize when it is opened, so that a lost page stops no bot', () => {
    writeFileSync(path, Buffer.alloc(8192, 0xa5))
    const made = file()
    expect(() => made.open()).to.throw(ConfigError, path)
    expect(readdirSync(directory)).to.deep.equal(['notes.db'])
  })

  it('creates a file that only its owner reads, with its folder, also through a link', () => {
    mkdirSync(join(directory, 'real'))
    symlinkSync('real/notes.db', path)
    file().open().close()
    expect(statSync(join(directory, 'real', 'notes.db')).mode & 0o777).to.equal(0o600)
  })

  it('takes the rights of others from a file that was there, also through a link', () => {
    const real = join(directory, 'real.db')
    create(LAYOUT, real)
    chmodSync(real, 0o644)
    symlinkSync(real, path)
    file().open().close()
    expect(statSync(real).mode & 0o777).to.equal(0o600)
  })

  it('notices that its file was removed', () => {
    const made = file()
    expect(made.isDetached).to.equal(false)
    const database = made.open()
    expect(made.isDetached).to.equal(false)
    rmSync(path)
    expect(made.isDetached).to.equal(true)
    database.close()
  })

  it('notices that its file was replaced', () => {
    const made = file()
    const database = made.open()
    const other = join(directory, 'other.db')
    create(LAYOUT, other)
    rmSync(path)
    symlinkSync(other, path)
    expect(made.isDetached).to.equal(true)
    database.close()
  })

  it('sets a damaged file aside, and brings it back', () => {
    create(LAYOUT)
    const made = file()
    const aside = made.setAside()
    expect(aside).to.match(/notes\.db\.corrupt-[\dT.-]+Z$/)
    expect(readdirSync(directory)).to.have.length(1)
    made.bringBack(aside)
    expect(readdirSync(directory)).to.deep.equal(['notes.db'])
  })
})
