import { expect } from 'chai'
import { openDatabase } from '../../src/sqlite/open'
import { transaction } from '../../src/sqlite/transaction'

describe('transaction', () => {
  const open = () => {
    const database = openDatabase(':memory:')
    database.exec('CREATE TABLE t (n INTEGER)')
    return { database, count: () => database.prepare('SELECT n FROM t').all().length }
  }

  it('keeps what the work wrote, and returns its result', () => {
    const { database, count } = open()
    expect(transaction(database, () => database.prepare('INSERT INTO t VALUES (1)').run().changes)).to.equal(
      1,
    )
    expect(count()).to.equal(1)
    database.close()
  })

  it('undoes what the work wrote before it threw, and throws the same', () => {
    const { database, count } = open()
    const error = new Error('halfway')
    const work = () => {
      database.exec('INSERT INTO t VALUES (1)')
      throw error
    }
    expect(() => transaction(database, work)).to.throw(error)
    expect(count()).to.equal(0)
    database.close()
  })

  it('throws what the work threw also where the transaction was ended by then', () => {
    const { database } = open()
    const work = () => {
      database.exec('ROLLBACK')
      throw new Error('disk full')
    }
    expect(() => transaction(database, work)).to.throw('disk full')
    database.close()
  })
})
