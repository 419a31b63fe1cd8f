import { expect } from 'chai'
import { ButtonMemory } from '../../src/mapping/button-memory'

const button = (id: string, value: string) => ({ id, label: value, value })

describe('ButtonMemory', () => {
  it('recalls the id last offered with the value in the conversation', () => {
    const memory = new ButtonMemory()
    memory.remember('ann', [button('1', 'yes'), button('2', 'no')])
    memory.remember('ann', [button('1', 'no'), button('2', 'maybe')])
    memory.remember('bob', [button('7', 'yes')])
    expect(['yes', 'no', 'maybe', 'never'].map((value) => memory.recall('ann', value))).to.deep.equal([
      '1',
      '1',
      '2',
      undefined,
    ])
    expect(memory.recall('carl', 'yes')).to.equal(undefined)
  })

  it('forgets the conversation that was offered nothing for longest', () => {
    const memory = new ButtonMemory({ maxConversations: 2 })
    memory.remember('ann', [button('1', 'yes')])
    memory.remember('bob', [button('2', 'yes')])
    memory.remember('ann', [button('3', 'no')])
    memory.remember('carl', [button('4', 'yes')])
    expect(['ann', 'bob', 'carl'].map((who) => memory.recall(who, 'yes'))).to.deep.equal([
      '1',
      undefined,
      '4',
    ])
  })

  it('forgets the value that was offered longest ago', () => {
    const memory = new ButtonMemory({ maxValues: 2 })
    memory.remember('ann', [button('1', 'a'), button('2', 'b'), button('3', 'c')])
    expect(['a', 'b', 'c'].map((value) => memory.recall('ann', value))).to.deep.equal([undefined, '2', '3'])
  })

  it('keeps what it knows where nothing is offered', () => {
    const memory = new ButtonMemory({ maxConversations: 1 })
    memory.remember('ann', [button('1', 'a')])
    memory.remember('bob', [])
    expect(memory.recall('ann', 'a')).to.equal('1')
  })
})
