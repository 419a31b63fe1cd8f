import { expect } from 'chai'
import { NextLanes } from '../../src/outbox/next-lanes'

describe('NextLanes', () => {
  let lanes: NextLanes

  /** The first key is the caller's to return. */
  beforeEach(() => {
    lanes = new NextLanes()
    lanes.open('', ['b', 'd', 'f'])
  })

  const rest = (from: string): string[] => {
    const found: string[] = []
    for (let key = lanes.after(from); key !== undefined; key = lanes.after(key)) found.push(key)
    return found
  }

  it('gives the keys in order, up to the last one that was read', () => {
    expect(rest('b')).to.deep.equal(['d', 'f'])
    expect(lanes.after('f')).to.equal(undefined)
  })

  it('knows nothing behind another key than the one given last', () => {
    expect(lanes.after('c')).to.equal(undefined)
    expect(lanes.after('d')).to.equal(undefined)
  })

  it('takes in a new key between those to come', () => {
    for (const key of ['e', 'c', 'e']) lanes.add(key)
    expect(rest('b')).to.deep.equal(['c', 'd', 'e', 'f'])
  })

  it('takes in no key that was passed, or that lies behind the last', () => {
    for (const key of ['a', 'b', 'f', 'g']) lanes.add(key)
    expect(rest('b')).to.deep.equal(['d', 'f'])
  })

  it('reports keys out of order, and then knows nothing', () => {
    expect(lanes.open('a', ['b', 'b'])).to.equal(false)
    expect(lanes.open('b', ['a'])).to.equal(false)
    expect(lanes.after('b')).to.equal(undefined)
  })

  it('forgets them where too many came between', () => {
    for (let index = 0; index < 300; index += 1) lanes.add(`c${1_000 + index}`)
    lanes.add('e')
    expect(lanes.after('b')).to.equal(undefined)
  })
})
