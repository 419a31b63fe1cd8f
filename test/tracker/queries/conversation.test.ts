import { expect } from 'chai'
import type { TranscriptItem, Window } from '../../../src/tracker/queries/conversation'
import { readConversation } from '../../../src/tracker/queries/conversation'
import { eventPayload, messagePayload } from '../../../src/tracker/queries/payload'
import { readUser } from '../../../src/tracker/queries/user'
import { NOON, StoredConversations } from './stored'

describe('readConversation', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  const read = (window: Window, limit?: number) =>
    readConversation(stored.store, readUser(stored.store, 'ann')[0]?.id ?? 0, window, limit)
  const names = (items: readonly TranscriptItem[]) =>
    items.map((item) => (item.kind === 'message' ? item.text : item.name))

  it('holds a message with its intent, inputs, images, buttons and which was clicked', () => {
    stored.hears('ann', 'Which?', NOON, {
      buttons: [
        { id: '1', label: 'Red', value: 'red' },
        { id: '2', label: 'Blue', value: 'blue' },
      ],
      images: [{ url: 'https://example.com/birds.png' }],
    })
    const answer = stored.says('ann', 'Blue', NOON + 1, {
      postback: { buttonClick: { buttonId: '2' } },
      intent: { name: 'CHOICE', confidence: 0.5, inputs: [{ name: 'color', value: 'blue' }] },
    })
    const [question, choice] = read({ at: 'end' }).items
    expect(question).to.deep.include({
      incoming: false,
      images: ['https://example.com/birds.png'],
      buttons: [
        { id: '1', label: 'Red', value: 'red', clickedBy: undefined },
        { id: '2', label: 'Blue', value: 'blue', clickedBy: answer },
      ],
    })
    expect(choice).to.deep.include({
      incoming: true,
      clicked: '2',
      intent: { name: 'CHOICE', confidence: 0.5, inputs: [{ name: 'color', value: 'blue' }] },
    })
  })

  it('has messages before events of the same moment', () => {
    stored.pays('ann', 3, NOON)
    stored.says('ann', 'first', NOON)
    stored.says('ann', 'second', NOON)
    expect(names(read({ at: 'end' }).items)).to.deep.equal(['first', 'second', 'purchase'])
  })

  it('pages back and forth without gaps or repetitions, also within one moment', () => {
    const all: string[] = []
    for (let index = 0; index < 6; index++) {
      stored.says('ann', `message ${index}`, NOON + Math.floor(index / 3))
      stored.custom('ann', `event ${index}`, NOON + Math.floor(index / 3))
    }
    all.push('message 0', 'message 1', 'message 2', 'event 0', 'event 1', 'event 2')
    all.push('message 3', 'message 4', 'message 5', 'event 3', 'event 4', 'event 5')
    let page = read({ at: 'end' }, 5)
    let found = names(page.items)
    while (page.hasOlder) {
      page = read({ at: 'before', position: page.items[0] as TranscriptItem }, 5)
      expect(page.hasNewer).to.equal(true)
      found = [...names(page.items), ...found]
    }
    expect(found).to.deep.equal(all)
    found = names(page.items)
    while (page.hasNewer) {
      page = read({ at: 'after', position: page.items.at(-1) as TranscriptItem }, 5)
      found = [...found, ...names(page.items)]
    }
    expect(found).to.deep.equal(all)
  })

  it('shows what is around a message', () => {
    const rows = Array.from({ length: 9 }, (_, index) => stored.says('ann', `message ${index}`, NOON + index))
    const page = read({ at: 'around', kind: 'message', id: rows[4] ?? 0 }, 4)
    expect(names(page.items)).to.deep.equal(['message 3', 'message 4', 'message 5', 'message 6'])
    expect(page).to.include({ hasOlder: true, hasNewer: true })
  })

  it('shows the end where the message is somebody else’s', () => {
    stored.says('ann', 'mine', NOON)
    const other = stored.says('bob', 'not mine', NOON)
    const page = read({ at: 'around', kind: 'message', id: other })
    expect(names(page.items)).to.deep.equal(['mine'])
    expect(page).to.include({ hasOlder: false, hasNewer: false })
  })

  it('gives payloads as they were received, and none for rows that are not there', () => {
    const id = stored.says('ann', 'hi', NOON, { platformJson: { odd: [1] } })
    stored.pays('ann', 3, NOON)
    expect(messagePayload(stored.store, id)).to.equal(
      '{"text":"hi","userId":"ann","platformJson":{"odd":[1]}}',
    )
    expect(eventPayload(stored.store, 1)).to.contain('"amount":3')
    expect(messagePayload(stored.store, 99)).to.equal(undefined)
    expect(eventPayload(stored.store, 99)).to.equal(undefined)
  })

  it('sums up a user', () => {
    stored.says('ann', 'hi', NOON)
    stored.hears('ann', 'hello', NOON + 1)
    stored.pays('ann', 3, NOON + 2)
    expect(readUser(stored.store, 'ann')[0]).to.include({
      incoming: 1,
      outgoing: 1,
      events: 1,
      sessions: 1,
      revenue: 3,
    })
    expect(readUser(stored.store, 'nobody')).to.deep.equal([])
  })
})
