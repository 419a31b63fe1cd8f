import { expect } from 'chai'
import { Ingest } from '../../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../../src/tracker/store/tracker-store'
import { incoming, MINUTE, NOON_ISH, outgoing } from './arrivals'
import { rows } from './stored-rows'

describe('sessions', () => {
  let store: TrackerStore
  let ingest: Ingest

  beforeEach(() => {
    store = TrackerStore.open(':memory:')
    ingest = new Ingest(store)
  })

  afterEach(() => store.close())

  const sessions = () =>
    rows(
      store,
      'SELECT started_at - ? AS start, ended_at - ? AS "end", incoming FROM sessions ORDER BY 1',
      NOON_ISH,
      NOON_ISH,
    )

  it('end after five minutes of silence', () => {
    ingest.store([incoming(NOON_ISH), outgoing(NOON_ISH + 5 * MINUTE)])
    ingest.store([incoming(NOON_ISH + 10 * MINUTE + 1)])
    expect(sessions()).to.deep.equal([
      { start: 0, end: 5 * MINUTE, incoming: 1 },
      { start: 10 * MINUTE + 1, end: 10 * MINUTE + 1, incoming: 1 },
    ])
  })

  it('are joined by a late message between them', () => {
    ingest.store([incoming(NOON_ISH), incoming(NOON_ISH + 8 * MINUTE)])
    ingest.store([outgoing(NOON_ISH + 4 * MINUTE)])
    expect(sessions()).to.deep.equal([{ start: 0, end: 8 * MINUTE, incoming: 2 }])
    expect(rows(store, 'SELECT DISTINCT session FROM messages')).to.have.length(1)
  })

  it('are as the bot says where it sends a sessionId', () => {
    const first = { sessionId: 's1' }
    ingest.store([incoming(NOON_ISH, first), incoming(NOON_ISH + 1, { sessionId: 's2' })])
    ingest.store([incoming(NOON_ISH + 60 * MINUTE, first)])
    expect(sessions()).to.deep.equal([
      { start: 0, end: 60 * MINUTE, incoming: 2 },
      { start: 1, end: 1, incoming: 1 },
    ])
  })
})
