import { join } from 'node:path'
import { expect } from 'chai'
import { ownershipOf } from '../../src/sqlite/file-kind'
import { findEngine, openDatabase } from '../../src/sqlite/open'
import { makeDirectory, removeDirectory } from '../support/directory'

const kind = { name: 'test', applicationId: 0x74657374, table: 'ours' }
const reads = ['PRAGMA application_id', 'SELECT name FROM sqlite_schema', 'PRAGMA user_version']

describe('ownershipOf', () => {
  let directory: string
  beforeEach(() => {
    directory = makeDirectory()
  })
  afterEach(() => removeDirectory(directory))

  for (const before of reads) {
    it(`takes no file for another application's that is laid out meanwhile: before ${before}`, () => {
      const path = join(directory, 'file.db')
      const other = openDatabase(path)
      other.exec('PRAGMA journal_mode = WAL')
      const Engine = findEngine()
      class Interrupted extends Engine {
        override prepare(sql: string) {
          if (sql === before) {
            const { table, applicationId } = kind
            other.exec(
              `BEGIN IMMEDIATE; CREATE TABLE ${table} (a); PRAGMA application_id = ${applicationId}; PRAGMA user_version = 3; COMMIT`,
            )
          }
          return super.prepare(sql)
        }
      }
      expect(ownershipOf(path, kind, Interrupted)).to.be.oneOf(['new', 'own'])
      expect(ownershipOf(path, kind, Engine)).to.equal('own')
      other.close()
    })
  }
})
