import { expect } from 'chai'
import { SlotList } from '../../src/internal/slot-list'

describe('SlotList', () => {
  it('holds what was added and not removed', () => {
    const slots = new SlotList<string>()
    slots.add('a')
    const slot = slots.add('b')
    slots.add('c')
    slots.remove(slot)
    expect([...slots]).to.have.members(['a', 'c'])
    expect(slots.size).to.equal(2)
  })

  it('gives a free slot to the next item', () => {
    const slots = new SlotList<string>()
    slots.remove(slots.add('a'))
    expect(slots.add('b')).to.equal(0)
    expect([...slots]).to.deep.equal(['b'])
  })
})
