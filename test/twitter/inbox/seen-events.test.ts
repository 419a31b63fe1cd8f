import { expect } from 'chai'
import { SeenEvents } from '../../../src/twitter/inbox/seen-events'

describe('SeenEvents', () => {
  it('knows an event the second time', () => {
    const seen = new SeenEvents(10)
    expect(seen.add('a')).to.equal(true)
    expect(seen.add('b')).to.equal(true)
    expect(seen.add('a')).to.equal(false)
  })

  it('forgets the oldest beyond its limit', () => {
    const seen = new SeenEvents(2)
    for (const key of ['a', 'b', 'c']) seen.add(key)
    expect(seen.add('b')).to.equal(false)
    expect(seen.add('c')).to.equal(false)
    expect(seen.add('a')).to.equal(true)
  })
})
