import { expect } from 'chai'
import type Libsql from 'libsql'
import type { SqliteDatabase } from '../../src/sqlite/database'
import { libsql } from '../../src/sqlite/open'

describe('SqliteDatabase', () => {
  it('is the shape of a libsql database', () => {
    const Database = libsql() as unknown as typeof Libsql
    const database: SqliteDatabase = new Database(':memory:')
    expect(database.prepare('SELECT ? AS a, ? AS b').get('x', null)).to.include({ a: 'x', b: null })
    database.close()
  })
})
