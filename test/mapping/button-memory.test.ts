import { expect } from 'chai'
import type { ButtonAnswer } from '../../src/mapping/button-answer'
import { ButtonMemory } from '../../src/mapping/button-memory'

const button = (id: string, value: string) => ({ id, label: value, value })

const answer = (value: string, more: Partial<ButtonAnswer> = {}): ButtonAnswer => ({
  value,
  isTyped: false,
  ...more,
})
const recalled = (memory: ButtonMemory, conversation: string, value: string, more?: Partial<ButtonAnswer>) =>
  memory.recall(conversation, answer(value, more))?.id

describe('ButtonMemory', () => {
  it('recalls the id last offered with the value in the conversation', () => {
    const memory = new ButtonMemory()
    memory.remember('ann', [button('1', 'yes'), button('2', 'no')])
    memory.remember('ann', [button('1', 'no'), button('2', 'maybe')])
    memory.remember('bob', [button('7', 'yes')])
    expect(['yes', 'no', 'maybe', 'never'].map((value) => recalled(memory, 'ann', value))).to.deep.equal([
      '1',
      '1',
      '2',
      undefined,
    ])
    expect(recalled(memory, 'carl', 'yes')).to.equal(undefined)
  })

  it('forgets the conversation that was offered nothing for longest', () => {
    const memory = new ButtonMemory({ maxConversations: 2 })
    memory.remember('ann', [button('1', 'yes')])
    memory.remember('bob', [button('2', 'yes')])
    memory.remember('ann', [button('3', 'no')])
    memory.remember('carl', [button('4', 'yes')])
    expect(['ann', 'bob', 'carl'].map((who) => recalled(memory, who, 'yes'))).to.deep.equal([
      '1',
      undefined,
      '4',
    ])
  })

  it('forgets the button that was offered longest ago', () => {
    const memory = new ButtonMemory({ maxButtons: 2 })
    memory.remember('ann', [button('1', 'a'), button('2', 'b'), button('3', 'c')])
    expect(['a', 'b', 'c'].map((value) => recalled(memory, 'ann', value))).to.deep.equal([
      undefined,
      '2',
      '3',
    ])
  })

  it('keeps what it knows where nothing is offered', () => {
    const memory = new ButtonMemory({ maxConversations: 1 })
    memory.remember('ann', [button('1', 'a')])
    memory.remember('bob', [])
    expect(recalled(memory, 'ann', 'a')).to.equal('1')
  })

  it('decides by the label between two buttons of one value', () => {
    const memory = new ButtonMemory()
    memory.remember('ann', [
      { id: '1', label: 'Small', value: 'order' },
      { id: '2', label: 'Large', value: 'order' },
    ])
    expect(recalled(memory, 'ann', 'order', { text: 'Small' })).to.equal('1')
    expect(recalled(memory, 'ann', 'order', { text: 'Large' })).to.equal('2')
    expect(recalled(memory, 'ann', 'order', { text: 'Huge' })).to.equal('2')
    expect(recalled(memory, 'ann', 'order')).to.equal('2')
  })

  it('recalls the button whose data a submitted object has, that with the most of it first', () => {
    const memory = new ButtonMemory()
    const json = (id: string, data: object) => ({ id, label: `Button ${id}`, value: JSON.stringify(data) })
    memory.remember('ann', [
      json('1', { action: 'order', size: { inches: 12 } }),
      json('2', { action: 'order' }),
      json('3', { action: 'cancel' }),
      json('4', { action: 'cancel' }),
    ])
    const submitted = (data: Record<string, unknown>, text?: string) =>
      recalled(memory, 'ann', JSON.stringify(data), { data, text })
    expect(submitted({ name: 'Ann', size: { inches: 12 }, action: 'order' })).to.equal('1')
    expect(submitted({ action: 'order', size: { inches: 9 } })).to.equal('2')
    expect(submitted({ action: 'cancel' })).to.equal('4')
    expect(submitted({ action: 'cancel', why: 'late' })).to.equal('4')
    expect(submitted({ action: 'cancel', why: 'late' }, 'Button 3')).to.equal('3')
    expect(submitted({ action: 'other' })).to.equal(undefined)
  })

  it('recalls the only submit without data for an object that fits no other', () => {
    const memory = new ButtonMemory()
    const data = { city: 'Oslo' }
    const send = () => recalled(memory, 'ann', JSON.stringify(data), { data })
    memory.remember('ann', [button('1', 'Send'), { id: '2', label: 'Help', value: 'https://example.com' }])
    expect(send()).to.equal('1')
    memory.remember('ann', [button('3', 'Also')])
    expect(send()).to.equal(undefined)
    memory.close('ann')
    memory.remember('ann', [button('4', 'Send')])
    expect(send()).to.equal('4')
  })

  it('recalls for plain text what was offered since the last message, by label, then by value', () => {
    const memory = new ButtonMemory()
    const typed = (text: string) => recalled(memory, 'ann', text, { text, isTyped: true })
    memory.remember('ann', [
      { id: '1', label: 'Yes', value: 'y' },
      { id: '2', label: 'y', value: 'other' },
    ])
    memory.remember('ann', [{ id: '3', label: 'No', value: 'n' }])
    expect(['Yes', 'y', 'n', 'yes'].map(typed)).to.deep.equal(['1', '2', '3', undefined])
    memory.close('ann')
    expect(typed('Yes')).to.equal(undefined)
    expect(recalled(memory, 'ann', 'y')).to.equal('1')
  })

  it('lists what is open in a conversation', () => {
    const memory = new ButtonMemory()
    memory.remember('ann', [button('1', 'a')])
    memory.close('ann')
    memory.remember('ann', [button('1', 'b'), button('2', 'c')])
    expect(memory.open('ann').map(({ value }) => value)).to.deep.equal(['b', 'c'])
    expect(memory.open('bob')).to.deep.equal([])
    memory.close('bob')
  })
})
