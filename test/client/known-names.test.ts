import { expect } from 'chai'
import { KnownNames, namesIn } from '../../src/client/known-names'

const message = { text: 'hi', userId: 'u1' }

describe('namesIn', () => {
  it('finds the names that the webhook of the Account Activity API gives the user, and no other’s', () => {
    const platformJson = {
      users: {
        u1: { id: 'u1', name: 'Ann Example', screen_name: 'ann_x', location: 'Paris' },
        bot: { id: 'bot', name: 'Furni', screen_name: 'furni' },
      },
    }
    expect(namesIn({ ...message, platformJson }, ['u1'])).to.deep.equal(['Ann Example', 'ann_x'])
  })

  it('finds them in the form of the X Activity API, by a numeric id, and in an activity', () => {
    const wrapped = { payload: { users: { u1: { data: { id: 'u1', username: 'ann_x', name: 'Ann' } } } } }
    expect(namesIn({ ...message, platformJson: wrapped }, ['u1'])).to.deep.equal(['ann_x', 'Ann'])
    expect(namesIn({ ...message, platformJson: { sender: { id: 42, name: 'Ann' } } }, ['42'])).to.deep.equal([
      'Ann',
    ])
    const activity = { from: { id: 'u1', name: 'Ann' }, recipient: { id: 'bot', name: 'Furni' } }
    expect(namesIn({ ...message, platformJson: { activity } }, ['u1'])).to.deep.equal(['Ann'])
  })

  it('takes platformUserJson for the user’s own', () => {
    const platformUserJson = { firstName: 'Ann', lastName: 'Example', locale: 'fr' }
    expect(namesIn({ ...message, platformUserJson }, ['u1'])).to.deep.equal(['Ann', 'Example'])
  })

  it('passes over ids that are objects, whatever they are made of', () => {
    const platformJson = { item: { id: { toString: [] }, id_str: {}, name: 'A thing' } }
    expect(namesIn({ ...message, platformJson }, ['u1'])).to.deep.equal([])
  })

  it('does not take the name of an event for its user’s', () => {
    expect(namesIn({ type: 'customEvent', name: 'signed up', userId: 'u1' }, ['u1'])).to.deep.equal([])
  })
})

describe('KnownNames', () => {
  it('remembers what a conversation’s users are called, for that conversation alone', () => {
    const known = new KnownNames()
    known.learn('one', ['Ann Example'])
    known.learn('two', ['Bob Example'])
    expect(known.learn('one', ['@ann_x'])).to.have.members(['Ann Example', '@ann_x'])
    expect(known.learn('one', [])).to.have.members(['Ann Example', '@ann_x'])
    expect(known.learn('three', [])).to.deep.equal([])
  })

  it('leaves out names of fewer than 3 characters, and blanks around them', () => {
    expect(new KnownNames().learn('one', ['Al', ' Ann ', '😀😀', ''])).to.deep.equal(['Ann'])
  })

  it('keeps the 20 latest names of a conversation, and the 10,000 latest conversations', () => {
    const known = new KnownNames()
    for (let index = 0; index < 30; index++) known.learn('one', [`name-${index}`])
    expect(known.learn('one', [])).to.have.length(20).and.to.include('name-29').and.not.to.include('name-9')
    for (let index = 0; index < 10_000; index++) known.learn(`c${index}`, ['Ann'])
    expect(known.learn('one', [])).to.deep.equal([])
    expect(known.learn('c9999', [])).to.deep.equal(['Ann'])
  })
})
