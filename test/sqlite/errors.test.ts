import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { CorruptError, isCorrupt } from '../../src/sqlite/errors'
import { findEngine } from '../../src/sqlite/open'
import { makeDirectory, removeDirectory } from '../support/directory'

describe('isCorrupt', () => {
  const thrown: readonly [string, unknown, boolean][] = [
    ['a page that node:sqlite finds damaged', Object.assign(new Error(), { errcode: 11 }), true],
    ['an index that node:sqlite finds damaged', Object.assign(new Error(), { errcode: 11 | (3 << 8) }), true],
    ['a full disk of node:sqlite', Object.assign(new Error(), { errcode: 13 }), false],
    [
      'a page that another library finds damaged',
      Object.assign(new Error(), { code: 'SQLITE_CORRUPT' }),
      true,
    ],
    ['no database for another library', Object.assign(new Error(), { code: 'SQLITE_NOTADB' }), true],
    ['a full disk of another library', Object.assign(new Error(), { code: 'SQLITE_FULL' }), false],
    ['a message without a code', new Error('database disk image is malformed'), true],
    ['a number that no column holds', Object.assign(new Error(), { code: 'ERR_OUT_OF_RANGE' }), true],
    ['damage that we found', new CorruptError('a lane is out of order'), true],
    ['a thrown text', 'malformed', false],
  ]
  for (const [what, error, expected] of thrown) {
    it(`is ${expected} for ${what}`, () => {
      expect(isCorrupt(error)).to.equal(expected)
    })
  }

  it('knows what the SQLite at hand throws', () => {
    const directory = makeDirectory()
    const path = join(directory, 'notes.txt')
    writeFileSync(path, 'notes '.repeat(1_000))
    const database = new (findEngine())(path)
    const error = attempt(() => database.prepare('SELECT * FROM sqlite_schema').all())
    database.close()
    removeDirectory(directory)
    expect(isCorrupt(error)).to.equal(true)
  })
})

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
