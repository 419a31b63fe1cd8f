import { expect } from 'chai'
import { Guesses } from '../../../src/tracker/server/guesses'

describe('Guesses', () => {
  let now: number
  let reported: string[]
  let guesses: Guesses

  beforeEach(() => {
    now = 1_000_000
    reported = []
    guesses = new Guesses(
      ({ message }) => reported.push(message),
      () => now,
    )
  })

  /** So many wrong ones, each as soon as it is looked at. */
  function guess(times: number, address = 'a'): void {
    for (let count = 0; count < times; count++) {
      now += guesses.waitMs(address)
      guesses.note(address, false)
    }
  }

  it('let five mistakes pass', () => {
    guess(4)
    expect(guesses.waitMs('a')).to.equal(0)
    guess(1)
    expect(guesses.waitMs('a')).to.equal(1_000)
  })

  it('double the wait, up to a minute', () => {
    const waits = Array.from({ length: 9 }, () => {
      guess(1)
      return guesses.waitMs('a')
    })
    expect(waits).to.deep.equal([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000])
    guess(5)
    expect(guesses.waitMs('a')).to.equal(60_000)
  })

  it('leave other addresses alone', () => {
    guess(9)
    expect(guesses.waitMs('b')).to.equal(0)
  })

  it('forget an address that knew the password, or stopped for a quarter of an hour', () => {
    guess(6)
    guesses.note('a', true)
    expect(guesses.waitMs('a')).to.equal(0)
    guess(6)
    now += 15 * 60_000
    guesses.note('a', false)
    expect(guesses.waitMs('a')).to.equal(0)
  })

  it('are reported at the fifth, and whenever they became twice as many', () => {
    guess(21)
    expect(reported.map((message) => Number.parseInt(message, 10))).to.deep.equal([5, 10, 20])
    expect(reported[0]).to.equal('5 wrong passwords for the tracker came from a. Further ones have to wait.')
  })
})
