import { expect } from 'chai'
import { Ingest } from '../../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../../src/tracker/store/tracker-store'
import { incoming, NOON_ISH, outgoing } from './arrivals'
import { rows } from './stored-rows'

describe('clicked buttons', () => {
  let store: TrackerStore
  let ingest: Ingest

  beforeEach(() => {
    store = TrackerStore.open(':memory:')
    ingest = new Ingest(store)
  })

  afterEach(() => store.close())

  const birds = [
    { id: '1', label: 'Red Bird', value: 'red' },
    { id: '2', label: 'Blue Bird', value: 'blue' },
  ]
  const click = (time: number, buttonId: string) =>
    incoming(time, { postback: { buttonClick: { buttonId } } })
  const clicks = () => rows(store, 'SELECT message, button_id, clicked_by FROM buttons ORDER BY 1, 2')

  it('are marked at the offer, by id', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds }), click(NOON_ISH + 1, '2')])
    expect(clicks()).to.deep.equal([
      { message: 1, button_id: '1', clicked_by: null },
      { message: 1, button_id: '2', clicked_by: 2 },
    ])
    expect(rows(store, 'SELECT clicked FROM messages WHERE id = 2')).to.deep.equal([{ clicked: '2' }])
  })

  it('are marked by value', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds })])
    ingest.store([click(NOON_ISH + 1, 'blue')])
    expect(clicks()[1]).to.include({ button_id: '2', clicked_by: 2 })
  })

  it('belong to the offer that came last before the click', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds }), outgoing(NOON_ISH + 1, { buttons: birds })])
    ingest.store([outgoing(NOON_ISH + 9, { buttons: birds }), click(NOON_ISH + 2, '1')])
    expect(clicks().filter(({ clicked_by }) => clicked_by !== null)).to.deep.equal([
      { message: 2, button_id: '1', clicked_by: 4 },
    ])
  })

  it('are marked at an offer that comes later than its click, in place of an earlier offer', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds }), click(NOON_ISH + 2, '1')])
    ingest.store([outgoing(NOON_ISH + 1, { buttons: birds })])
    expect(clicks().filter(({ clicked_by }) => clicked_by !== null)).to.deep.equal([
      { message: 3, button_id: '1', clicked_by: 2 },
    ])
  })

  it('stay those of the last click, also where an earlier one comes later', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds }), click(NOON_ISH + 2, '1')])
    ingest.store([click(NOON_ISH + 1, '1')])
    expect(clicks()[0]).to.include({ clicked_by: 2 })
  })

  it('of one user leave the offers to others alone', () => {
    ingest.store([outgoing(NOON_ISH, { buttons: birds, userId: 'bob' }), click(NOON_ISH + 1, '1')])
    expect(clicks().every(({ clicked_by }) => clicked_by === null)).to.equal(true)
  })
})
