import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { findEngine } from '../../src/sqlite/open'
import { SLOTS, Slots } from '../../src/sqlite/slots'
import { makeDirectory, removeDirectory } from '../support/directory'

describe('Slots', () => {
  let directory: string
  let path: string
  let one: Slots
  let other: Slots

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    one = new Slots(path, findEngine())
    other = new Slots(path, findEngine())
  })

  afterEach(() => {
    one.releaseAll()
    other.releaseAll()
    removeDirectory(directory)
  })

  it('give a slot to one holder at a time', () => {
    expect(one.claim(3)).to.equal(true)
    expect(one.claim(3)).to.equal(true)
    expect(other.claim(3)).to.equal(false)
    one.release(3)
    expect(other.claim(3)).to.equal(true)
  })

  it('give the first one that is free', () => {
    expect([one.claimFirst(), other.claimFirst(), one.claimFirst()]).to.deep.equal([1, 2, 3])
  })

  it('are all held only where nobody else holds one', () => {
    other.claim(SLOTS)
    expect(one.claimAll()).to.equal(false)
    other.releaseAll()
    expect(one.claimAll()).to.equal(true)
    expect(other.claimFirst()).to.equal(undefined)
    one.releaseAll(5)
    expect([other.claim(5), other.claim(1)]).to.deep.equal([false, true])
  })

  it('pass over one whose lock cannot be opened', () => {
    mkdirSync(`${path}-lock-1`)
    expect(one.claim(1)).to.equal(false)
    expect(one.claimFirst()).to.equal(2)
  })

  it('throw where no lock can be made', () => {
    const nowhere = new Slots(join(directory, 'absent', 'outbox.db'), findEngine())
    expect(() => nowhere.claimFirst()).to.throw(/ENOENT/)
  })

  it('leave no handle open where a slot is taken', () => {
    let open = 0
    const Engine = findEngine()
    class Counted extends Engine {
      constructor(path: string) {
        super(path)
        open++
      }

      override close(): unknown {
        open--
        return super.close()
      }
    }
    one.claim(1)
    const counting = new Slots(path, Counted)
    for (let attempt = 0; attempt < 20; attempt++) expect(counting.claim(1)).to.equal(false)
    expect(open).to.equal(0)
  })
})
